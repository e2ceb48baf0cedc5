package dev.culvert.cli.pipeline;

import dev.culvert.cli.check.CheckReport;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.embedded.EmbeddedServers;
import dev.culvert.cli.migration.MigrationDoctor;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.runtime.doctor.Doctor;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.schemas.definition.Definition;
import dev.culvert.schemas.definition.PipelineDefinition;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code culvert doctor FILE} */
@Command(
        name = "doctor",
        description = "Check the servers of a definition, with the statement that mends each finding; changes nothing.")
public final class DoctorCommand extends PipelineSubcommand {
    @Override
    boolean worksWithEmbedded() {
        return true;
    }

    @Override
    Outcome execute(PipelineDefinition definition, Optional<EmbeddedServers> servers, Terminal terminal) {
        CheckReport report = new CheckReport(terminal, file());
        new Doctor(Endpoints.of(definition))
                .run(result -> report.add(result.area(), result.title(), result.findings()));
        return report.outcome(new NextStep("culvert plan " + file(), "what would be made where"));
    }

    @Override
    Outcome ofAnotherKind(Definition definition, Terminal terminal) {
        return MigrationDoctor.examine(file(), definition, terminal);
    }
}
