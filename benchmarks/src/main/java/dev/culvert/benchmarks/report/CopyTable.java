package dev.culvert.benchmarks.report;

import dev.culvert.benchmarks.copy.CopyTurn;
import dev.culvert.benchmarks.copy.CopyTurns;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** {@link CopyTurns} as text: each, the medians, and the ratios of Culvert's systems to the others. */
public final class CopyTable {
    private static final String OURS = "culvert";

    private CopyTable() {}

    public static void print(CopyTurns turns, PrintWriter out) {
        out.printf("%-5s  %-22s %9s%n", "round", "system", "seconds");
        for (CopyTurn turn : turns.turns()) {
            out.printf(Locale.ROOT, "%-5d  %-22s %9.2f%n", turn.round(), turn.system(), turn.seconds());
        }
        for (String system : turns.systems()) {
            out.printf(Locale.ROOT, "median %-22s %9.2f%n", system, turns.median(system));
        }
        out.println();
        Map<Boolean, List<String>> systems =
                turns.systems().stream().collect(Collectors.partitioningBy(name -> name.startsWith(OURS)));
        for (String ours : systems.get(true)) {
            for (String other : systems.get(false)) {
                out.printf(Locale.ROOT, "ratio %s / %s: median %.2f%n", ours, other, turns.ratio(ours, other));
            }
        }
        out.flush();
    }
}
