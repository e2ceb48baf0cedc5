package dev.culvert.benchmarks.report;

import dev.culvert.benchmarks.turn.Turn;
import dev.culvert.benchmarks.turn.Turns;
import java.io.PrintWriter;
import java.util.Locale;

/** What a record cost each system of {@link Turns}, as medians. */
final class CostTable {
    private CostTable() {}

    static void print(Turns turns, PrintWriter out) {
        out.printf(
                "%-24s %13s %13s %13s %13s %13s%n",
                "cost of a change, median", "CPU us", "servers us", "allocated B", "value B", "peak RSS MB");
        for (String system : turns.systems()) {
            out.printf(
                    Locale.ROOT,
                    "%-24s %13.2f %13.2f %,13.0f %,13.0f %,13.0f%n",
                    system,
                    turns.median(system, Turn::cpuMicrosPerRecord),
                    turns.median(system, Turn::serverCpuMicrosPerRecord),
                    turns.median(system, Turn::allocatedBytesPerRecord),
                    turns.median(system, turn -> (double) turn.valueBytes() / turn.records()),
                    turns.median(system, turn -> turn.peakResidentBytes() / 1e6));
        }
    }
}
