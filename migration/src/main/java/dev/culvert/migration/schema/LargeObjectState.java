package dev.culvert.migration.schema;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.Optional;

/**
 * Whether large objects changed since they were copied. What is compared is their number, the highest one, and a checksum of the
 * versions of all their pages, or where those may not be read of their owners and grants alone.
 */
public final class LargeObjectState {
    private LargeObjectState() {}

    /** One line that is another one after any change; empty if there is no large object. */
    static String of(Session session) {
        boolean pages = readsPages(session);
        String counted = session.one(
                """
                SELECT count(*) || ' large objects, highest ' || coalesce(max(oid::pg_catalog.int8), 0) || ', '
                  || coalesce(sum(pg_catalog.hashtextextended(oid || ' ' || xmin::pg_catalog.text, 0)), 0) AS state
                FROM pg_catalog.pg_largeobject_metadata""",
                row -> row.text("state"));
        if (counted.startsWith("0 ")) {
            return "";
        }
        return counted
                + (pages
                        ? session.one(
                                """
                                SELECT ', ' || coalesce(sum(pg_catalog.hashtextextended(
                                    loid || ' ' || pageno || ' ' || xmin::pg_catalog.text, 0)), 0) AS state
                                FROM pg_catalog.pg_largeobject""",
                                row -> row.text("state"))
                        : ", pages not read");
    }

    private static boolean readsPages(Session session) {
        return session.one(
                "SELECT pg_catalog.has_table_privilege('pg_catalog.pg_largeobject', 'SELECT') AS may",
                row -> row.bool("may"));
    }

    /** Keeps the source's state on the target. */
    static void remember(Session target, String migration, String state) {
        target.update(
                """
                CREATE TABLE IF NOT EXISTS culvert.large_objects (
                  migration pg_catalog.text PRIMARY KEY, state pg_catalog.text NOT NULL)""");
        target.update(
                "INSERT INTO culvert.large_objects VALUES (?, ?) ON CONFLICT (migration) DO UPDATE SET state = EXCLUDED.state",
                migration,
                state);
    }

    /** For the gate of a cutover: passed, changed since the copy, or unknown where it could not be looked at. */
    public static Finding check(Session source, Session target, String migration) {
        try {
            Optional<String> then = remembered(target, migration);
            String now = of(source);
            if (then.isEmpty() && now.isEmpty()) {
                return finding(ErrorCode.LARGE_OBJECTS_CHANGED, Severity.PASSED, "There are none.");
            }
            if (then.isEmpty()) {
                return finding(ErrorCode.CHECK_UNKNOWN, Severity.UNKNOWN, "The target does not know what was copied.");
            }
            if (!then.get().equals(now)) {
                return finding(
                        ErrorCode.LARGE_OBJECTS_CHANGED,
                        Severity.ERROR,
                        "They were " + said(then.get()) + " when they were copied, and are " + said(now) + " now.");
            }
            return now.endsWith("not read")
                    ? finding(
                            ErrorCode.CHECK_UNKNOWN,
                            Severity.UNKNOWN,
                            "Their contents may have changed: only a superuser reads pg_largeobject.")
                    : finding(
                            ErrorCode.LARGE_OBJECTS_CHANGED, Severity.PASSED, now.isEmpty() ? "There are none." : now);
        } catch (CulvertException e) {
            return finding(ErrorCode.CHECK_UNKNOWN, Severity.UNKNOWN, "Could not look: " + e.fact());
        }
    }

    private static Optional<String> remembered(Session target, String migration) {
        boolean there = target.one(
                "SELECT pg_catalog.to_regclass('culvert.large_objects') IS NOT NULL AS there",
                row -> row.bool("there"));
        return there
                ? target.optional(
                        "SELECT state FROM culvert.large_objects WHERE migration = ?",
                        row -> row.text("state"),
                        migration)
                : Optional.empty();
    }

    private static String said(String state) {
        return state.isEmpty() ? "none" : state;
    }

    private static Finding finding(ErrorCode code, Severity severity, String fact) {
        return new Finding(
                code,
                severity,
                "large objects",
                fact,
                severity == Severity.PASSED
                        ? ""
                        : "Stop what writes them; cancel the migration and start again to copy them anew.");
    }
}
