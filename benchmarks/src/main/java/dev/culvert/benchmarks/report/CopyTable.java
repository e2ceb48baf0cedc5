package dev.culvert.benchmarks.report;

import dev.culvert.benchmarks.copy.CopyTurn;
import dev.culvert.benchmarks.copy.CopyTurns;
import java.io.PrintWriter;
import java.util.Locale;

/** {@link CopyTurns} as text: each, the medians, and the ratios of the first system to the others. */
public final class CopyTable {
    private CopyTable() {}

    public static void print(CopyTurns turns, PrintWriter out) {
        out.printf("%-5s  %-20s %9s%n", "round", "system", "seconds");
        for (CopyTurn turn : turns.turns()) {
            out.printf(Locale.ROOT, "%-5d  %-20s %9.2f%n", turn.round(), turn.system(), turn.seconds());
        }
        for (String system : turns.systems()) {
            out.printf(Locale.ROOT, "median %-20s %9.2f%n", system, turns.median(system));
        }
        out.println();
        String first = turns.systems().get(0);
        for (String other : turns.systems().subList(1, turns.systems().size())) {
            out.printf(Locale.ROOT, "ratio %s / %s: median %.2f%n", first, other, turns.ratio(first, other));
        }
        out.flush();
    }
}
