package dev.culvert.migration.fence;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.List;

/** Whoever keeps the fence from its locks, and their end. From a session of its own, on the fence's server. */
final class Blockers {
    private final Session session;
    private final String migration;

    Blockers(Session session, String migration) {
        this.session = session;
        this.migration = migration;
    }

    /**
     * Ends the sessions that the fence waits for: clients, not walsenders, not workers of the server, not our own.
     *
     * @return how many were told to end
     * @throws CulvertException {@link ErrorCode#CUTOVER_BLOCKED} if it waits for a prepared transaction, which nothing ends
     */
    int terminate(int fencePid) {
        List<Boolean> blockers = session.list(
                """
                SELECT CASE WHEN b.pid = 0 THEN
                    (SELECT coalesce(pg_catalog.string_agg(p.gid, ', ' ORDER BY p.prepared), '') FROM pg_catalog.pg_prepared_xacts AS p
                     WHERE p.database = pg_catalog.current_database()) END AS prepared,
                  CASE WHEN a.backend_type = 'client backend' AND NOT a.application_name LIKE ? THEN
                    pg_catalog.pg_terminate_backend(a.pid) END AS terminated
                FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids(?)) AS b (pid)
                LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = b.pid""",
                row -> {
                    row.optionalText("prepared").ifPresent(this::refuse);
                    return row.optionalBool("terminated").orElse(false);
                },
                "culvert/" + migration.replace("_", "\\_") + "/%",
                fencePid);
        return (int) blockers.stream().filter(told -> told).count();
    }

    private void refuse(String prepared) {
        throw new CulvertException(
                ErrorCode.CUTOVER_BLOCKED,
                session.toString(),
                "A prepared transaction holds a lock on a table; prepared are: " + prepared + ".",
                Changed.NOTHING,
                "COMMIT PREPARED or ROLLBACK PREPARED it, and stop what uses two-phase commit (XA); then try again.");
    }
}
