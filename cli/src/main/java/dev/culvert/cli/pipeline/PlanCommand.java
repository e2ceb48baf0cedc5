package dev.culvert.cli.pipeline;

import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.embedded.EmbeddedServers;
import dev.culvert.cli.migration.MigrationPlanText;
import dev.culvert.cli.output.FindingText;
import dev.culvert.cli.output.Findings;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.replication.ReplicationPlanText;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.plan.PipelinePlan;
import dev.culvert.runtime.plan.Planner;
import dev.culvert.schemas.definition.Definition;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.ReplicationDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code culvert plan FILE} */
@Command(
        name = "plan",
        description =
                "Show what apply would do: statements, topics, subjects; rows and bytes to copy. Changes nothing.")
public final class PlanCommand extends PipelineSubcommand {
    @Override
    Outcome ofAnotherKind(Definition definition, Terminal terminal) {
        if (definition instanceof MigrationDefinition migration) {
            return MigrationPlanText.outcome(file(), migration, terminal);
        }
        return definition instanceof ReplicationDefinition replication
                ? ReplicationPlanText.outcome(file(), replication, terminal)
                : super.ofAnotherKind(definition, terminal);
    }

    @Override
    boolean worksWithEmbedded() {
        return true;
    }

    @Override
    Outcome execute(PipelineDefinition definition, Optional<EmbeddedServers> servers, Terminal terminal) {
        PipelinePlan made = new Planner(Endpoints.of(definition)).plan();
        PipelinePlan plan = made.withFindings(Findings.naming(file(), made.findings()));
        Outcome outcome = Outcome.of(PlanText.json(plan), PlanText.lines(plan, new FindingText(terminal.plain())));
        return plan.errors().isEmpty()
                ? outcome.next(new NextStep("culvert run " + file(), "does this, copies the tables, then streams"))
                : outcome.failed(CulvertException.of(plan.errors(), Changed.NOTHING));
    }
}
