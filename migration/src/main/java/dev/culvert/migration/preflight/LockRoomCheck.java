package dev.culvert.migration.preflight;

import dev.culvert.migration.site.Site;
import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/**
 * Whether a server's lock table has room: the fence holds a lock on every table at once, as pg_dump does on the source; the schema is
 * made on the target in one transaction, which locks all that it makes.
 */
final class LockRoomCheck extends ServerCheck {
    private static final int WITH_AUTOVACUUM_SLOTS = 18;

    /** Catalogs, Culvert's own tables, and what is locked besides. */
    private static final long BESIDES = 100;

    private static final long STEP = 64;

    private final PreflightContext context;
    private final Site.Role role;

    /** @param role of the server */
    LockRoomCheck(PreflightContext context, Site.Role role) {
        super(
                "room for locks",
                ErrorCode.PG_LOCK_ROOM,
                context.of(context.subject().sites().of(role)));
        this.context = context;
        this.role = role;
    }

    private record Objects(long tables, long all) {}

    @Override
    protected List<Finding> examine(Session session) {
        // the source's objects on either side: the target's are not there yet
        Objects objects = context.source()
                .session()
                .one(
                        """
                        SELECT pg_catalog.count(*) FILTER (WHERE c.relkind IN ('r', 'p')) AS tables,
                          pg_catalog.count(*) + 2 * pg_catalog.count(*) FILTER (WHERE c.reltoastrelid <> 0) AS all
                        FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                        WHERE c.relpersistence <> 't'
                          AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'culvert')""",
                        row -> new Objects(row.number("tables"), row.number("all")));
        boolean onSource = role == Site.Role.SOURCE;
        long wanted = (onSource ? objects.tables() : objects.all()) + BESIDES;
        long sessions = sessions(session);
        long each = numericSetting(session, "max_locks_per_transaction");
        long room = each * sessions;
        if (wanted <= room) {
            return passed("It is for " + room + " locks; " + wanted + " are wanted at once.");
        }
        long better = (wanted / sessions / STEP + 1) * STEP;
        return found(
                Severity.ERROR,
                "The lock table is for " + room + " locks at least, " + each + " for each of " + sessions
                        + " sessions, and "
                        + (onSource
                                ? "the fence of a cutover locks " + objects.tables() + " tables at once."
                                : "the schema, which is made in one transaction, has " + objects.all()
                                        + " tables, indexes and so on."),
                "ALTER SYSTEM SET max_locks_per_transaction = " + better + "; then restart the server.");
    }

    /** As the server counts them when it makes the table. */
    private static long sessions(Session session) {
        String workers = session.version().isAtLeast(WITH_AUTOVACUUM_SLOTS)
                ? "autovacuum_worker_slots"
                : "autovacuum_max_workers";
        // one more for autovacuum's launcher
        return numericSetting(session, "max_connections")
                + numericSetting(session, workers)
                + 1
                + numericSetting(session, "max_worker_processes")
                + numericSetting(session, "max_wal_senders")
                + numericSetting(session, "max_prepared_transactions");
    }
}
