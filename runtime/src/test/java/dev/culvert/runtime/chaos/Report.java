package dev.culvert.runtime.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a run did and found, as Markdown. Not safe for use by several threads. */
final class Report {
    private final Map<String, List<Double>> recoveries = new TreeMap<>();
    private final List<Double> loads = new ArrayList<>();

    /** A step has ended: these kinds struck together, and after so long all was durable again. */
    void recovered(List<Fault> faults, Duration took) {
        faults.forEach(fault -> recoveries
                .computeIfAbsent(fault.kind(), kind -> new ArrayList<>())
                .add(took.toMillis() / 1000.0));
        loads.add(load());
    }

    int struck() {
        return recoveries.values().stream().mapToInt(List::size).sum();
    }

    /** How many of the machine's processes wanted to run, over the last minute. */
    private static double load() {
        try {
            return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(ChaosRun.Settings settings, Operator operator, Judgement judgement) {
        StringBuilder text = new StringBuilder();
        text.append("## Seed %d: PostgreSQL %d, %d minutes%n%n"
                .formatted(
                        settings.seed(), settings.major(), settings.duration().toMinutes()));
        text.append("%d faults of %d kinds, Culvert started %d times. The machine (%d cores) had a load of %s.%n%n"
                .formatted(
                        struck(),
                        recoveries.size(),
                        operator.starts(),
                        Runtime.getRuntime().availableProcessors(),
                        range(loads)));
        text.append("| fault | times | until all was durable again, in s: least / median / most |\n|---|---|---|\n");
        recoveries.forEach(
                (kind, times) -> text.append("| %s | %d | %s |%n".formatted(kind, times.size(), range(times))));
        text.append("\n| stopped by name | times | way out that was followed |\n|---|---|---|\n");
        operator.stops()
                .forEach((code, times) ->
                        text.append("| `%s` | %d | %s |%n".formatted(code, times, Operator.wayOut(code))));
        text.append("\n| held against the topics | |\n|---|---|\n");
        judgement.counts().forEach((what, count) -> text.append("| %s | %,d |%n".formatted(what, count)));
        text.append("| **lost, doubled, out of order, torn or different** | **%d** |%n"
                .formatted(judgement.problems().size()));
        judgement.problems().forEach(problem -> text.append("\n- ").append(problem));
        return text.append("\n").toString();
    }

    private static String range(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return "%.1f / %.1f / %.1f"
                .formatted(sorted.get(0), sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1))
                .toLowerCase(Locale.ROOT);
    }
}
