package dev.culvert.migration.gate;

import dev.culvert.migration.closing.ClosingTrial;
import dev.culvert.migration.site.Site;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Both sides must take the DDL that closes one and opens the other: between the two there is no way back. */
final class ClosingGate extends Gate {
    ClosingGate() {
        super("closing and opening");
    }

    @Override
    List<Finding> look(Ground ground) {
        List<Finding> findings = new ArrayList<>();
        ground.live().stream().findFirst().ifPresent(link -> {
            look(ground.turn().oldSide(), ground.oldSide(), link.heartbeat()).ifPresent(findings::add);
            look(ground.turn().newSide(), ground.newSide(), link.heartbeat()).ifPresent(findings::add);
        });
        return findings.isEmpty() ? passed("No event trigger stops it on either side.") : List.copyOf(findings);
    }

    private Optional<Finding> look(Site site, Session session, TableId own) {
        ClosingTrial trial = new ClosingTrial(session);
        Optional<CulvertException> stopped = trial.run(own);
        if (stopped.isEmpty()) {
            return Optional.empty();
        }
        List<String> triggers = trial.eventTriggers();
        return Optional.of(finding(
                Severity.ERROR,
                site.toString(),
                "The statements that close and open tables fail there: "
                        + stopped.get().fact(),
                triggers.isEmpty()
                        ? stopped.get().remedy()
                        : triggers.stream()
                                .map(name -> "ALTER EVENT TRIGGER " + Identifier.quote(name) + " DISABLE;")
                                .collect(Collectors.joining(" ", "Until the cutover is over: ", ""))));
    }
}
