package dev.culvert.cli.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Consent;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.embedded.EmbeddedServers;
import dev.culvert.cli.output.FindingText;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.replication.ReplicationApply;
import dev.culvert.postgres.connection.Session;
import dev.culvert.runtime.plan.Applier;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.plan.PipelinePlan;
import dev.culvert.runtime.plan.Planner;
import dev.culvert.schemas.definition.Definition;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.ReplicationDefinition;
import dev.culvert.sink.kafka.topic.Topics;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code culvert apply FILE} */
@Command(
        name = "apply",
        description =
                "Make what is missing: publication and topics; of a replication, copy its tables and let the target follow. Can be repeated.")
public final class ApplyCommand extends PipelineSubcommand {
    @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
    private boolean dryRun;

    @Override
    Outcome ofAnotherKind(Definition definition, Terminal terminal) {
        return definition instanceof ReplicationDefinition replication
                ? ReplicationApply.outcome(file(), replication, terminal, dryRun)
                : super.ofAnotherKind(definition, terminal);
    }

    @Override
    boolean worksWithEmbedded() {
        return false;
    }

    @Override
    Outcome execute(PipelineDefinition definition, Optional<EmbeddedServers> servers, Terminal terminal) {
        Endpoints endpoints = Endpoints.of(definition);
        PipelinePlan plan = new Planner(endpoints).plan().orThrow();
        List<String> shown = PlanText.lines(plan, new FindingText(terminal.plain()));
        if (dryRun) {
            return Outcome.of(result(plan, false), shown).next(new NextStep("culvert apply " + file(), "to do it"));
        }
        boolean nothing = plan.publication().isEmpty() && plan.missingTopics().isEmpty();
        if (!nothing) {
            shown.forEach(terminal::message);
            Consent.ask(terminal, file().toString(), "This would be made.");
            try (Session control = endpoints.sessions().open("apply");
                    Admin admin = endpoints.kafka().admin()) {
                new Applier(control, new Topics(admin)).apply(plan);
            }
        }
        return Outcome.of(
                result(plan, !nothing),
                List.of(nothing ? "nothing to do" : done(plan)),
                new NextStep("culvert run " + file(), "copies the tables, then streams"));
    }

    private static String done(PipelinePlan plan) {
        return (plan.publication().isEmpty() ? "" : "made the publication; ") + "made "
                + plan.missingTopics().size() + " topics";
    }

    private static ObjectNode result(PipelinePlan plan, boolean applied) {
        return PlanText.json(plan).put("applied", applied);
    }
}
