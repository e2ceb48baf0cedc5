package dev.culvert.migration.gate;

import dev.culvert.migration.link.Link;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** A subscription that writes to the side that closes passes its triggers: it would go on writing there. */
final class InboundSubscriptionsGate extends Gate {
    InboundSubscriptionsGate() {
        super("subscriptions that write to the old side");
    }

    @Override
    List<Finding> look(Ground ground) {
        List<Finding> found = ground.oldSide()
                .list(
                        """
                        SELECT s.subname FROM pg_catalog.pg_subscription AS s
                        JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid
                        WHERE d.datname = pg_catalog.current_database() AND s.subenabled
                          AND NOT pg_catalog.starts_with(s.subname, ?) ORDER BY 1""",
                        row -> finding(
                                Severity.ERROR,
                                "subscription " + row.text("subname"),
                                "It writes to the " + ground.turn().oldSide().role()
                                        + ", and would go on doing so when that is closed.",
                                "ALTER SUBSCRIPTION \"" + row.text("subname")
                                        + "\" DISABLE; and make it anew on the other side."),
                        Link.prefix(ground.turn().migration()) + "_");
        return found.isEmpty() ? passed("None.") : found;
    }
}
