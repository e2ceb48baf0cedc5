package dev.culvert.benchmarks.report;

import dev.culvert.benchmarks.turn.Turn;
import dev.culvert.benchmarks.turn.Turns;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** {@link Turns} as text: each, the medians, and the ratio of each system to the last one. */
public final class TurnsTable {
    private TurnsTable() {}

    public static void print(Turns turns, PrintWriter out) {
        out.printf(
                "%-5s  %-24s %11s %14s %9s %8s %9s %8s %9s%n",
                "round",
                "system",
                "changes/s",
                "start included",
                "seconds",
                "CPU s",
                "servers s",
                "RSS MB",
                "value MB");
        for (Turn turn : turns.all()) {
            out.printf(
                    Locale.ROOT,
                    "%-5d  %-24s %,11.0f %,14.0f %9.2f %8.1f %9.1f %,8d %,9d%n",
                    turn.round(),
                    turn.system(),
                    turn.rate(),
                    turn.rateWithStart(),
                    turn.streamingSeconds(),
                    turn.cpuSeconds(),
                    turn.serverCpuSeconds(),
                    turn.peakResidentBytes() / 1_000_000,
                    turn.valueBytes() / 1_000_000);
        }
        for (String system : turns.systems()) {
            out.printf(
                    Locale.ROOT,
                    "median %-24s %,11.0f %,14.0f%n",
                    system,
                    turns.median(system, Turn::rate),
                    turns.median(system, Turn::rateWithStart));
        }
        out.println();
        CostTable.print(turns, out);
        out.println();
        List<String> systems = turns.systems();
        String last = systems.get(systems.size() - 1);
        for (String system : systems.subList(0, systems.size() - 1)) {
            ratio(turns, system, last, "", Turn::rate, out);
            ratio(turns, system, last, ", start included", Turn::rateWithStart, out);
        }
        out.flush();
    }

    private static void ratio(
            Turns turns, String system, String other, String what, ToDoubleFunction<Turn> figure, PrintWriter out) {
        double[] ratios = turns.ratios(system, other, figure);
        String each = Arrays.stream(ratios)
                .mapToObj(ratio -> String.format(Locale.ROOT, "%.2f", ratio))
                .collect(Collectors.joining(" "));
        out.printf(Locale.ROOT, "ratio %s / %s%s: median %.2f (%s)%n", system, other, what, Turns.median(ratios), each);
    }
}
