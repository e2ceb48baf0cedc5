package dev.culvert.benchmarks.report;

import dev.culvert.benchmarks.latency.LatencyRun;
import dev.culvert.benchmarks.latency.Percentiles;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** {@link LatencyRun}s as text. */
public final class LatencyTable {
    private LatencyTable() {}

    public static void print(List<LatencyRun> runs, PrintWriter out) {
        out.printf(
                "%-5s  %-16s %-24s %8s %8s %8s %8s %8s  ms%n",
                "round", "system", "to the record polled", "p50", "p90", "p99", "p99.9", "max");
        for (LatencyRun run : runs) {
            line(run, "from commit returned", run.fromCommit(), out);
            line(run, "from commit issued", run.fromIssue(), out);
            line(run, "from when it was due", run.fromDue(), out);
            line(run, "(due to commit returned)", run.commitItself(), out);
            out.printf(
                    Locale.ROOT,
                    "%-5d  %-16s %,d transactions a second asked for, %,.0f made; CPU %.1f s, servers %.1f s%n",
                    run.round(),
                    run.system(),
                    run.perSecond(),
                    run.committedPerSecond(),
                    run.cpuSeconds(),
                    run.serverCpuSeconds());
        }
        out.flush();
    }

    private static void line(LatencyRun run, String what, Percentiles figures, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%-5d  %-16s %-24s %8.1f %8.1f %8.1f %8.1f %8.1f%n",
                run.round(),
                run.system(),
                what,
                figures.p50(),
                figures.p90(),
                figures.p99(),
                figures.p999(),
                figures.max());
    }
}
