package dev.culvert.cli.check;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.FindingText;
import dev.culvert.cli.output.Findings;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Tells each check as soon as it is made, and sums up. For one thread. */
public final class CheckReport {
    private final Terminal terminal;
    private final Path file;
    private final FindingText words;
    private final List<Finding> all = new ArrayList<>();
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();
    private final ArrayNode checks = json.putArray("checks");

    /** @param file the definition */
    public CheckReport(Terminal terminal, Path file) {
        this.terminal = terminal;
        this.file = file;
        this.words = new FindingText(terminal.style());
    }

    /** A check was made. Checks wait for servers, so each is told when it is known. */
    public void add(String area, String title, List<Finding> found) {
        List<Finding> findings = Findings.naming(file, found);
        if (!terminal.json()) {
            words.lines(area + ": " + title, findings).forEach(terminal::styled);
        }
        checks.addObject().put("area", area).put("title", title).set("findings", Findings.json(findings));
        all.addAll(findings);
    }

    /** The end; an error is one of this. */
    public Outcome outcome(NextStep next) {
        Outcome outcome = Outcome.of(json, List.of(summary()));
        List<Finding> errors = all.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .toList();
        return errors.isEmpty() ? outcome.next(next) : outcome.failed(failure(errors));
    }

    /** The findings have been told; the error only sums up, and the first decides the exit code. */
    private CulvertException failure(List<Finding> errors) {
        return new CulvertException(
                errors.get(0).code(),
                file.toString(),
                errors.size() == 1
                        ? "One check found an error."
                        : errors.size() + " checks found errors; the first is shown by its code.",
                Changed.NOTHING,
                "Mend what is marked with an x above, then run doctor again.");
    }

    private String summary() {
        Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
        all.forEach(finding -> counts.merge(finding.severity(), 1, Integer::sum));
        List<String> said = new ArrayList<>();
        counts.forEach((severity, count) -> said.add(count + " " + Findings.word(severity)));
        return String.join(", ", said);
    }
}
