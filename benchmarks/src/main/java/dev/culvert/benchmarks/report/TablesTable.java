package dev.culvert.benchmarks.report;

import dev.culvert.benchmarks.system.CommandRun;
import dev.culvert.benchmarks.tables.TablesResult;
import java.io.PrintWriter;
import java.util.Locale;

/** A {@link TablesResult} as text. */
public final class TablesTable {
    private static final String LINE = "%-32s %9.2f %8.1f %,8.0f%n";

    private TablesTable() {}

    public static void print(TablesResult result, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%,d tables, engine native, %s%n",
                result.tables(),
                result.snapshot() ? "with a snapshot" : "without a snapshot");
        out.printf("%-32s %9s %8s %8s%n", "", "seconds", "CPU s", "RSS MB");
        for (CommandRun command : result.commands()) {
            out.printf(
                    Locale.ROOT,
                    LINE,
                    "culvert " + command.words(),
                    command.seconds(),
                    command.cpuSeconds(),
                    command.peakResidentBytes() / 1e6);
        }
        out.printf(
                Locale.ROOT,
                LINE,
                "culvert run, to the first change",
                result.firstChangeSeconds(),
                result.runCpuSeconds(),
                result.runPeakResidentBytes() / 1e6);
        out.printf(Locale.ROOT, "%-32s %9.2f%n", "its stop", result.stopSeconds());
        out.flush();
    }
}
