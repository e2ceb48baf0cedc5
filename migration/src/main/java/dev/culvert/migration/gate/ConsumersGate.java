package dev.culvert.migration.gate;

import dev.culvert.migration.link.Link;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Who else reads changes of the side that closes: nobody moves them, so they are named. */
final class ConsumersGate extends Gate {
    ConsumersGate() {
        super("other consumers");
    }

    @Override
    List<Finding> look(Ground ground) {
        List<Finding> found = ground.oldSide()
                .list(
                        """
                        SELECT s.slot_name::pg_catalog.text AS slot, s.plugin::pg_catalog.text AS plugin, s.active
                        FROM pg_catalog.pg_replication_slots AS s
                        WHERE s.database = pg_catalog.current_database() AND NOT pg_catalog.starts_with(s.slot_name::pg_catalog.text, ?)
                        ORDER BY 1""",
                        row -> finding(
                                Severity.WARNING,
                                "slot " + row.text("slot"),
                                "A consumer (" + row.text("plugin") + (row.bool("active") ? ", active" : ", inactive")
                                        + ") reads the "
                                        + ground.turn().oldSide().role()
                                        + ", where nothing will be written any more.",
                                "Point it to the other side after the switch."),
                        Link.prefix(ground.turn().migration()) + "_");
        return found.isEmpty() ? passed("None.") : found;
    }
}
