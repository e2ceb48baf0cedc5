package dev.culvert.migration.gate;

import dev.culvert.migration.traffic.DirectClients;
import dev.culvert.schemas.finding.Finding;
import java.util.List;

/** Clients of the old side that no pooler holds: said, since they see errors. */
final class DirectClientsGate extends Gate {
    DirectClientsGate() {
        super("clients past the poolers");
    }

    @Override
    List<Finding> look(Ground ground) {
        return List.of(DirectClients.look(ground.oldSide(), ground.traffic()));
    }
}
