package dev.culvert.migration.start;

import dev.culvert.migration.link.Link;
import dev.culvert.migration.turn.Marks;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import java.util.List;
import java.util.Set;

/**
 * What the schema {@code culvert} of a database holds of migrations and replications, which share it. For one thread at a time, as
 * its session is.
 */
public final class Records {
    /** The mark of a replication's record, beside those of migrations. */
    public static final String REPLICATING = "REPLICATING";

    private static final List<String> TABLES = List.of(
            "copy_part",
            "copy_table",
            "copy_state",
            "schema_entry",
            "large_objects",
            "verify_difference",
            "verify_part",
            "verify_run",
            "journal");

    /** Something still depends on it; or somebody is at it. */
    private static final Set<String> IN_USE = Set.of("2BP01", SqlStates.LOCK_NOT_AVAILABLE);

    private final Session session;

    public Records(Session session) {
        this.session = session;
    }

    /** All that is kept of one migration or replication goes, but the decisions: they tell why a database is closed. */
    public void forget(String name) {
        for (String table : TABLES) {
            if (exists(table)) {
                session.update("DELETE FROM culvert." + table + " WHERE migration = ?", name);
            }
        }
        if (exists("migration")) {
            session.update("DELETE FROM culvert.migration WHERE name = ?", name);
        }
    }

    /** Whether any migration is known here that is not over. */
    boolean hasLiveMigrations() {
        return exists("migration")
                && session.one(
                        "SELECT EXISTS (SELECT 1 FROM culvert.migration WHERE mark NOT IN (?, ?, ?)) AS others",
                        row -> row.bool("others"),
                        REPLICATING,
                        Marks.FINISHED,
                        Marks.CANCELLED);
    }

    /** Whether a replication has its record or its heartbeat here, or a migration that is over its record. */
    boolean isShared() {
        return !heartbeats().isEmpty()
                || exists("migration")
                        && session.one(
                                "SELECT EXISTS (SELECT 1 FROM culvert.migration) AS others", row -> row.bool("others"));
    }

    /** Drops the schema where nothing is left in it; the transaction must not be open. */
    public boolean dropSchemaIfUnused() {
        try {
            return session.transaction(() -> {
                List<String> tables = tables();
                if (!heartbeats().isEmpty()) {
                    return false;
                }
                session.update("SET LOCAL lock_timeout = '2s'");
                for (String table : tables) {
                    session.update("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
                    if (session.one(
                            "SELECT EXISTS (SELECT 1 FROM " + table + ") AS filled", row -> row.bool("filled"))) {
                        return false;
                    }
                }
                // one by one: what somebody makes meanwhile keeps the schema
                tables.forEach(table -> session.update("DROP TABLE " + table));
                session.list(
                                """
                                SELECT p.oid::pg_catalog.regprocedure::pg_catalog.text AS name FROM pg_catalog.pg_proc AS p
                                WHERE p.pronamespace = (SELECT n.oid FROM pg_catalog.pg_namespace AS n WHERE n.nspname = ?)""",
                                row -> row.text("name"),
                                Link.SCHEMA)
                        .forEach(function -> session.update("DROP FUNCTION " + function));
                session.update("DROP SCHEMA IF EXISTS " + Link.SCHEMA);
                return true;
            });
        } catch (CulvertException e) {
            if (IN_USE.contains(SqlStates.of(e))) {
                return false;
            }
            throw e;
        }
    }

    private List<String> tables() {
        return session.list(
                """
                SELECT c.relname FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relkind IN ('r', 'p') ORDER BY c.relname COLLATE "C\"""",
                row -> QualifiedName.quote(new TableId(Link.SCHEMA, row.text("relname"))),
                Link.SCHEMA);
    }

    private List<String> heartbeats() {
        return tables().stream().filter(table -> table.contains("\"culvert_")).toList();
    }

    private boolean exists(String table) {
        return session.one(
                "SELECT pg_catalog.to_regclass(?) IS NOT NULL AS there",
                row -> row.bool("there"),
                Link.SCHEMA + "." + table);
    }
}
