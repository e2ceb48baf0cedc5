package dev.culvert.cli.output;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An error for people: code and object; the fact; what changed; what to do; where to read more. */
public final class ErrorText {
    private static final String INDENT = "  ";

    private final Style style;

    public ErrorText(Style style) {
        this.style = style;
    }

    public List<String> lines(CulvertException error) {
        List<String> lines = new ArrayList<>();
        lines.add(style.error("error " + error.code().code()) + INDENT + style.strong(Printable.of(error.object())));
        lines.addAll(indented(error.fact(), INDENT));
        for (Finding finding : error.findings()) {
            lines.addAll(finding(finding));
        }
        lines.add(INDENT + error.changed().sentence());
        lines.addAll(toMend(error.remedy(), INDENT));
        pages(error).forEach(code -> lines.add(INDENT + "culvert explain " + code));
        return lines;
    }

    private List<String> finding(Finding finding) {
        List<String> lines = new ArrayList<>();
        lines.add(INDENT
                + style.strong(Printable.of(finding.object()))
                + INDENT
                + finding.code().code());
        lines.addAll(indented(finding.fact(), INDENT + INDENT));
        lines.addAll(indented(finding.remedy(), INDENT + INDENT));
        return lines;
    }

    /** The pages of the findings if there are any, as each has a code of its own. */
    private static Stream<String> pages(CulvertException error) {
        return error.findings().isEmpty()
                ? Stream.of(error.code().code())
                : error.findings().stream()
                        .map(finding -> finding.code().code())
                        .distinct();
    }

    /** The remedy, whose lines after the first stand under it. */
    public static List<String> toMend(String remedy, String indent) {
        if (remedy.isEmpty()) {
            return List.of();
        }
        List<String> lines = Printable.of(remedy).lines().toList();
        List<String> mended = new ArrayList<>();
        mended.add(indent + "To mend: " + lines.get(0));
        lines.stream().skip(1).forEach(line -> mended.add(indent + " ".repeat("To mend: ".length()) + line));
        return mended;
    }

    private static List<String> indented(String text, String indent) {
        return Printable.of(text).lines().map(line -> indent + line).toList();
    }
}
