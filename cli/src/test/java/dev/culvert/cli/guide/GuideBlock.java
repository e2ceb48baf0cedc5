package dev.culvert.cli.guide;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A block of a guide: a command, and what it says.
 *
 * @param command without the prompt
 * @param output line by line; {@code ...} stands for any number of lines
 */
record GuideBlock(String command, List<String> output) {
    static final String ELISION = "...";

    /** Whether it shows what the command has said, but for numbers and times. */
    boolean shows(List<String> said) {
        return matches(masked(output), masked(said));
    }

    private static boolean matches(List<String> shown, List<String> said) {
        if (shown.isEmpty()) {
            return said.isEmpty();
        }
        if (shown.get(0).equals(ELISION)) {
            List<String> rest = shown.subList(1, shown.size());
            return IntStream.rangeClosed(0, said.size()).anyMatch(i -> matches(rest, said.subList(i, said.size())));
        }
        return !said.isEmpty()
                && shown.get(0).equals(said.get(0))
                && matches(shown.subList(1, shown.size()), said.subList(1, said.size()));
    }

    /** With what was said now, elided at the place and around as many lines as it is now. */
    GuideBlock with(List<String> said) {
        int first = output.indexOf(ELISION);
        int head = Math.max(first, 0);
        int tail = output.size() - 1 - head;
        if (first < 0 || head + tail >= said.size()) {
            return new GuideBlock(command, said);
        }
        List<String> lines = new ArrayList<>(said.subList(0, head));
        lines.add(ELISION);
        lines.addAll(said.subList(said.size() - tail, said.size()));
        return new GuideBlock(command, lines);
    }

    String text() {
        return "```\n$ " + command + "\n"
                + output.stream().map(line -> line + "\n").collect(Collectors.joining()) + "```";
    }

    private static List<String> masked(List<String> lines) {
        return lines.stream().map(GuideBlock::masked).toList();
    }

    /** Times, positions, amounts and numbers, whose width moves what stands behind them. */
    static String masked(String line) {
        return line.stripTrailing()
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "TOKEN")
                .replaceAll("\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d)?", "TIME")
                .replaceAll("\\b[0-9A-F]{1,8}/[0-9A-F]{1,8}\\b", "LSN")
                .replaceAll("\\d+(\\.\\d+)?( ?(bytes|[kMGT]?B|ms|min|[smhd])\\b)?", "N")
                .replaceAll("(?<=\\S) {2,}", " ");
    }
}
