package dev.culvert.migration.gate;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;

/** Work that does not yield to a lock: a vacuum against wraparound, an index that is being built, DDL that waits. */
final class MaintenanceGate extends Gate {
    MaintenanceGate() {
        super("maintenance");
    }

    @Override
    List<Finding> look(Ground ground) {
        List<Finding> found = new ArrayList<>();
        found.addAll(on(ground.oldSide(), ground.turn().oldSide().role().toString()));
        found.addAll(on(ground.newSide(), ground.turn().newSide().role().toString()));
        return found.isEmpty() ? passed("No vacuum against wraparound, no index being built.") : found;
    }

    private static List<Finding> on(Session session, String role) {
        List<Finding> found = new ArrayList<>(session.list(
                """
                SELECT a.pid FROM pg_catalog.pg_stat_activity AS a
                WHERE a.datname = pg_catalog.current_database() AND a.backend_type = 'autovacuum worker'
                  AND a.query LIKE '%(to prevent wraparound)%'""",
                row -> finding(
                        Severity.ERROR,
                        "process " + row.integer("pid") + " on the " + role,
                        "It vacuums against wraparound, and does not yield.",
                        "Wait for its end: SELECT * FROM pg_stat_progress_vacuum;")));
        found.addAll(session.list(
                """
                SELECT p.pid, p.command, p.relid::pg_catalog.regclass::pg_catalog.text AS relation
                FROM pg_catalog.pg_stat_progress_create_index AS p WHERE p.datname = pg_catalog.current_database()""",
                row -> finding(
                        Severity.ERROR,
                        "process " + row.integer("pid") + " on the " + role,
                        "It does " + row.text("command") + " on " + row.text("relation") + ".",
                        "Wait for its end: SELECT * FROM pg_stat_progress_create_index;")));
        return found;
    }
}
