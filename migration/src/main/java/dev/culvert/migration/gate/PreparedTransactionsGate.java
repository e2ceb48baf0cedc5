package dev.culvert.migration.gate;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;

/** A prepared transaction outlives every session, and may be committed when the side is long closed. */
final class PreparedTransactionsGate extends Gate {
    PreparedTransactionsGate() {
        super("prepared transactions");
    }

    @Override
    List<Finding> look(Ground ground) {
        List<Finding> found = new ArrayList<>();
        found.addAll(on(ground.oldSide(), ground.turn().oldSide().role() + ""));
        found.addAll(on(ground.newSide(), ground.turn().newSide().role() + ""));
        return found.isEmpty() ? passed("None on either side.") : found;
    }

    private static List<Finding> on(Session session, String role) {
        return session.list(
                """
                SELECT gid, prepared::pg_catalog.text AS prepared, owner::pg_catalog.text AS owner
                FROM pg_catalog.pg_prepared_xacts WHERE database = pg_catalog.current_database() ORDER BY prepared LIMIT 20""",
                row -> finding(
                        Severity.ERROR,
                        "prepared transaction \"" + row.text("gid") + "\" on the " + role,
                        "It was prepared by " + row.text("owner") + " at " + row.text("prepared")
                                + ", and could be committed after the side is closed.",
                        "COMMIT PREPARED or ROLLBACK PREPARED '"
                                + row.text("gid").replace("'", "''") + "';"));
    }
}
