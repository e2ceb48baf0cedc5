package dev.culvert.benchmarks.report;

import dev.culvert.benchmarks.cutover.CutoverTurns;
import dev.culvert.benchmarks.cutover.DirectTurn;
import dev.culvert.benchmarks.cutover.PooledTurn;
import dev.culvert.migration.cutover.CutoverStep;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** {@link CutoverTurns} as text, a line each turn. */
public final class CutoverTable {
    private CutoverTable() {}

    public static void print(CutoverTurns turns, PrintWriter out) {
        out.println("pgbench -c 8 through PgBouncer in transaction mode, ms");
        out.printf(
                "%-5s  %-8s %12s %7s %8s %11s%n", "round", "turn", "transactions", "failed", "longest", "write pause");
        for (PooledTurn turn : turns.pooled()) {
            out.printf(
                    Locale.ROOT,
                    "%-5d  %-8s %,12d %7d %8.1f %11.1f%n",
                    turn.round(),
                    turn.word(),
                    turn.transactions(),
                    turn.failed(),
                    millis(turn.longest()),
                    millis(turn.writePause()));
        }
        out.println();
        out.println("the steps while clients wait, ms");
        for (PooledTurn turn : turns.pooled()) {
            out.printf("%-5d  %-8s %s%n", turn.round(), turn.word(), paused(turn));
        }
        out.println();
        out.println("eleven clients with connections of their own, and a program for the switch, ms");
        out.printf("%-5s  %-8s %12s %9s %11s  %s%n", "round", "turn", "acknowledged", "gap", "write pause", "errors");
        for (DirectTurn turn : turns.direct()) {
            out.printf(
                    Locale.ROOT,
                    "%-5d  %-8s %,12d %9.1f %11.1f  %s%n",
                    turn.round(),
                    turn.word(),
                    turn.acknowledged(),
                    millis(turn.gap()),
                    millis(turn.writePause()),
                    turn.refused());
        }
        out.flush();
    }

    private static String paused(PooledTurn turn) {
        Set<String> words = Arrays.stream(CutoverStep.values())
                .filter(CutoverStep::paused)
                .map(CutoverStep::word)
                .collect(Collectors.toSet());
        return turn.steps().stream()
                .filter(step -> words.contains(step.name()))
                .map(step -> String.format(Locale.ROOT, "%s %.1f", step.name(), millis(step.took())))
                .collect(Collectors.joining("  "));
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
