package dev.culvert.cli.output;

import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;

/** Findings for people: a mark, what was looked at, what was seen, and how to mend it. */
public final class FindingText {
    private static final String INDENT = "    ";

    private final Style style;

    public FindingText(Style style) {
        this.style = style;
    }

    /** The findings of one check; one that passed takes one line. */
    public List<String> lines(String title, List<Finding> findings) {
        List<String> lines = new ArrayList<>();
        for (Finding finding : findings) {
            lines.addAll(
                    finding.severity() == Severity.PASSED
                            ? List.of(mark(finding.severity()) + " " + title + ": " + Printable.of(finding.fact()))
                            : lines(title, finding));
        }
        return lines;
    }

    /** One finding. */
    public List<String> lines(Finding finding) {
        return lines(finding.object(), finding);
    }

    private List<String> lines(String title, Finding finding) {
        List<String> lines = new ArrayList<>();
        lines.add(mark(finding.severity()) + " " + style.strong(Printable.of(title)) + "  "
                + finding.code().code());
        Printable.of(finding.fact()).lines().forEach(line -> lines.add(INDENT + line));
        if (!title.equals(finding.object())) {
            lines.add(INDENT + "at " + Printable.of(finding.object()));
        }
        lines.addAll(ErrorText.toMend(finding.remedy(), INDENT));
        return lines;
    }

    private String mark(Severity severity) {
        return switch (severity) {
            case PASSED -> style.good("+");
            case INFO -> "i";
            case WARNING -> style.warning("!");
            case UNKNOWN -> style.warning("?");
            case ERROR -> style.error("x");
        };
    }
}
