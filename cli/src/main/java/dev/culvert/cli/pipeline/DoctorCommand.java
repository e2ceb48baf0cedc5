package dev.culvert.cli.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.embedded.EmbeddedServers;
import dev.culvert.cli.output.FindingText;
import dev.culvert.cli.output.Findings;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.runtime.doctor.CheckResult;
import dev.culvert.runtime.doctor.Doctor;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
        FindingText words = new FindingText(terminal.style());
        List<CheckResult> results = new Doctor(Endpoints.of(definition)).run(result -> {
            if (!terminal.json()) { // checks wait for servers, so each is told when it is known
                words.lines(result.area() + ": " + result.title(), result.findings())
                        .forEach(terminal::styled);
            }
        });
        List<Finding> findings =
                results.stream().flatMap(result -> result.findings().stream()).toList();
        Outcome outcome = Outcome.of(json(results), List.of(summary(findings)));
        List<Finding> errors = findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .toList();
        return errors.isEmpty()
                ? outcome.next(new NextStep("culvert plan " + file(), "what would be made where"))
                : outcome.failed(failure(errors));
    }

    /** The findings have been told; the error only sums up, and the first decides the exit code. */
    private CulvertException failure(List<Finding> errors) {
        return new CulvertException(
                errors.get(0).code(),
                file().toString(),
                errors.size() == 1
                        ? "One check found an error."
                        : errors.size() + " checks found errors; the first is shown by its code.",
                Changed.NOTHING,
                "Mend what is marked with an x above, then run doctor again.");
    }

    private static String summary(List<Finding> findings) {
        Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
        findings.forEach(finding -> counts.merge(finding.severity(), 1, Integer::sum));
        List<String> words = new ArrayList<>();
        counts.forEach((severity, count) -> words.add(count + " " + Findings.word(severity)));
        return String.join(", ", words);
    }

    private static ObjectNode json(List<CheckResult> results) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode checks = node.putArray("checks");
        for (CheckResult result : results) {
            checks.addObject()
                    .put("area", result.area())
                    .put("title", result.title())
                    .set("findings", Findings.json(result.findings()));
        }
        return node;
    }
}
