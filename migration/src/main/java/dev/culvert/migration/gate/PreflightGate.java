package dev.culvert.migration.gate;

import dev.culvert.migration.link.Link;
import dev.culvert.migration.link.LinkPublisher;
import dev.culvert.migration.preflight.Preflight;
import dev.culvert.migration.turn.Turn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the preflight found before the start may have changed since: its checks once more, of the side that closes now. */
final class PreflightGate extends Gate {
    PreflightGate() {
        super("preflight");
    }

    @Override
    List<Finding> look(Ground ground) {
        Turn turn = ground.turn();
        Set<TableId> streamed = new HashSet<>();
        for (Link link : ground.live()) {
            new LinkPublisher(link, ground.oldSide()).published().ifPresent(streamed::addAll);
        }
        try (Preflight preflight = Preflight.ofTurn(
                turn.migration(),
                turn.oldSide(),
                turn.newSide(),
                streamed,
                ground.definition().reverseReplication())) {
            return preflight.gates(turn.oldSide().role()).stream()
                    .flatMap(check -> check.run().stream())
                    .map(PreflightGate::asGate)
                    .toList();
        }
    }

    private static Finding asGate(Finding finding) {
        return finding.severity() == Severity.ERROR
                ? finding(finding.severity(), finding.object(), finding.fact(), finding.remedy())
                : finding;
    }
}
