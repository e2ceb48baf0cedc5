package dev.culvert.migration.gate;

import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Transactions that have held a lock for long on what is going to be fenced: they would hold the fence up, or be ended for it. */
final class LockHoldersGate extends Gate {
    LockHoldersGate() {
        super("long transactions");
    }

    @Override
    List<Finding> look(Ground ground) {
        List<Finding> found = ground.oldSide()
                .list(
                        """
                        SELECT a.pid, coalesce(a.usename, '')::pg_catalog.text AS usename, coalesce(a.application_name, '') AS app,
                          coalesce(a.state, '') AS state,
                          pg_catalog.floor(extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start))::pg_catalog.int8 AS age,
                          pg_catalog.min(l.relation::pg_catalog.regclass::pg_catalog.text) AS relation,
                          pg_catalog.max(l.mode) AS mode
                        FROM pg_catalog.pg_stat_activity AS a
                        JOIN pg_catalog.pg_locks AS l ON l.pid = a.pid AND l.locktype = 'relation' AND l.granted
                        JOIN pg_catalog.pg_class AS c ON c.oid = l.relation AND c.relkind IN ('r', 'p')
                        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                        WHERE l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
                          AND l.mode <> 'AccessShareLock' AND a.pid <> pg_catalog.pg_backend_pid()
                          AND a.backend_type = 'client backend' AND n.nspname NOT IN ('pg_catalog', 'culvert')
                          AND a.xact_start < pg_catalog.clock_timestamp() - (?::pg_catalog.text || ' milliseconds')::pg_catalog.interval
                        GROUP BY a.pid, a.usename, a.application_name, a.state, a.xact_start ORDER BY a.xact_start LIMIT 20""",
                        row -> finding(
                                Severity.ERROR,
                                "process " + row.integer("pid") + " (" + row.text("usename") + ", \"" + row.text("app")
                                        + "\")",
                                "Its transaction is open for " + row.number("age") + " s, is " + row.text("state")
                                        + ", and holds " + row.text("mode") + " on " + row.text("relation") + ".",
                                "Wait for its end, or: SELECT pg_terminate_backend(" + row.integer("pid") + ");"),
                        Long.toString(ground.definition().maxWritePause().toMillis()));
        return found.isEmpty() ? passed("None holds a lock for longer than the pause may take.") : found;
    }
}
