package dev.culvert.benchmarks.report;

import dev.culvert.benchmarks.sink.SinkResult;
import dev.culvert.benchmarks.sink.SinkTurn;
import dev.culvert.benchmarks.turn.Turns;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** A {@link SinkResult} as text. */
public final class SinkReport {
    private SinkReport() {}

    public static void print(SinkResult result, PrintWriter out) {
        out.printf("%s, PostgreSQL %s%n%n", BacklogText.of(result.backlog(), result.shape()), result.versions());
        out.printf(
                "%-5s  %-40s %11s %14s %9s %8s %10s %8s%n",
                "round", "system", "changes/s", "start included", "seconds", "CPU s", "servers s", "RSS MB");
        for (SinkTurn turn : result.turns()) {
            out.printf(
                    Locale.ROOT,
                    "%-5d  %-40s %,11.0f %,14.0f %9.2f %8.1f %10.1f %,8d%n",
                    turn.round(),
                    turn.system(),
                    turn.rate(),
                    turn.rateWithStart(),
                    turn.seconds(),
                    turn.cpuSeconds(),
                    turn.serverCpuSeconds(),
                    turn.peakResidentBytes() / 1_000_000);
        }
        for (String system : result.systems()) {
            out.printf(
                    Locale.ROOT,
                    "median %-40s %,11.0f %,14.0f; to the subscription %s; start included %s%n",
                    system,
                    result.median(system, SinkTurn::rate),
                    result.median(system, SinkTurn::rateWithStart),
                    ratios(result, system, SinkTurn::rate),
                    ratios(result, system, SinkTurn::rateWithStart));
        }
        out.flush();
    }

    private static String ratios(SinkResult result, String system, ToDoubleFunction<SinkTurn> figure) {
        double[] all = result.ratios(system, figure);
        return String.format(Locale.ROOT, "%.2f", Turns.median(all))
                + Arrays.stream(all)
                        .mapToObj(ratio -> String.format(Locale.ROOT, "%.2f", ratio))
                        .collect(Collectors.joining(" ", " (", ")"));
    }
}
