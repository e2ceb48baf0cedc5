package dev.culvert.migration.gate;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.finding.Finding;
import java.util.List;

/** Whether the new side can be a publisher, so that there is a way back. */
final class WayBackGate extends Gate {
    WayBackGate() {
        super("way back");
    }

    @Override
    List<Finding> look(Ground ground) {
        if (!ground.definition().reverseReplication()) {
            return passed("Not wanted: cutover.reverseReplication is false.");
        }
        Session next = ground.newSide();
        String level = next.one("SELECT pg_catalog.current_setting('wal_level') AS v", row -> row.text("v"));
        if (!level.equals("logical")) {
            return closed(
                    ground.turn().newSide().toString(),
                    "wal_level is " + level + ", so nothing can come back from it.",
                    "ALTER SYSTEM SET wal_level = 'logical'; then restart the server; or cutover.reverseReplication: false.");
        }
        long free = next.one(
                """
                SELECT pg_catalog.current_setting('max_replication_slots')::pg_catalog.int8
                  - (SELECT pg_catalog.count(*) FROM pg_catalog.pg_replication_slots) AS free""",
                row -> row.number("free"));
        return free >= 1
                ? passed("wal_level is logical, " + free + " slots are free.")
                : closed(
                        ground.turn().newSide().toString(),
                        "max_replication_slots is used up.",
                        "Raise max_replication_slots and restart the server, or drop a slot that nobody needs.");
    }
}
