package dev.culvert.migration.gate;

import dev.culvert.schemas.finding.Finding;
import java.util.List;

/** Every pooler answers, is in transaction mode, leads to the old side, and lets its clients wait for long enough. */
final class TrafficGate extends Gate {
    TrafficGate() {
        super("traffic");
    }

    @Override
    List<Finding> look(Ground ground) {
        List<Finding> found = ground.traffic()
                .check(ground.turn().oldSide().role(), ground.definition().maxWritePause());
        return found.isEmpty() ? passed("No pooler; clients connect to the servers themselves.") : found;
    }
}
