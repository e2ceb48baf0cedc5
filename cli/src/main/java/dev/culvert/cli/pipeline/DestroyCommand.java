package dev.culvert.cli.pipeline;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Consent;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.embedded.EmbeddedServers;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.replication.ReplicationDestroy;
import dev.culvert.runtime.destroy.Destroyer;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.plan.PlanStep;
import dev.culvert.schemas.definition.Definition;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.ReplicationDefinition;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code culvert destroy FILE} */
@Command(
        name = "destroy",
        description =
                "Remove slot, publication and position of a pipeline, or what a replication made but its tables; never topics.")
public final class DestroyCommand extends PipelineSubcommand {
    @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
    private boolean dryRun;

    @Override
    Outcome ofAnotherKind(Definition definition, Terminal terminal) {
        return definition instanceof ReplicationDefinition replication
                ? ReplicationDestroy.outcome(file(), replication, terminal, dryRun)
                : super.ofAnotherKind(definition, terminal);
    }

    @Override
    boolean worksWithEmbedded() {
        return false;
    }

    @Override
    Outcome execute(PipelineDefinition definition, Optional<EmbeddedServers> servers, Terminal terminal) {
        Destroyer destroyer = new Destroyer(Endpoints.of(definition));
        List<PlanStep> steps = destroyer.plan();
        if (dryRun || steps.isEmpty()) {
            return Outcome.of(result(steps, false), PlanText.steps(steps));
        }
        PlanText.steps(steps).forEach(terminal::message);
        Consent.askForName(
                terminal,
                file().toString(),
                "This would be removed; going on needs a new snapshot.",
                definition.metadata().name());
        List<PlanStep> done = destroyer.destroy();
        return Outcome.of(
                result(done, true),
                done.stream()
                        .map(step -> "removed " + step.kind() + " " + step.object())
                        .toList());
    }

    private static ObjectNode result(List<PlanStep> steps, boolean destroyed) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("steps", PlanText.jsonSteps(steps));
        return node.put("destroyed", destroyed);
    }
}
