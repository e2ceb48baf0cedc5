package dev.culvert.benchmarks.suite;

import java.io.PrintWriter;
import java.util.Locale;

/** A {@link Summary} as text. */
public final class SummaryTable {
    private SummaryTable() {}

    public static void print(Summary summary, PrintWriter out) {
        out.printf(
                "%-9s %-24s %-28s %11s %9s %8s %8s %10s %11s %7s%n",
                "",
                "workload",
                "system",
                "changes/s",
                "to recvl.",
                "to D. S.",
                "CPU us",
                "servers us",
                "allocated B",
                "RSS MB");
        for (Throughput line : summary.throughput()) {
            out.printf(
                    Locale.ROOT,
                    "%-9s %-24s %-28s %,11.0f %9s %8s %8s %10s %11s %7s%n",
                    line.benchmark(),
                    line.workload(),
                    line.system(),
                    line.perSecond(),
                    unlessZero("%.2f", line.toRecvlogical()),
                    unlessZero("%.2f", line.toServer()),
                    unlessZero("%.2f", line.cpuMicros()),
                    unlessZero("%.2f", line.serverCpuMicros()),
                    unlessZero("%,.0f", line.allocatedBytes()),
                    unlessZero("%,.0f", line.peakResidentBytes() / 1e6));
        }
        out.printf(
                "%n%-9s %-24s %-28s %8s %8s %8s  ms%n", "", "transactions a second", "system", "p50", "p99", "p99.9");
        for (Latency line : summary.latency()) {
            out.printf(
                    Locale.ROOT,
                    "%-9s %-24s %-28s %8.1f %8.1f %8.1f%n",
                    "latency",
                    String.format(Locale.ROOT, "%,d (%,.0f)", line.perSecond(), line.committedPerSecond()),
                    line.system(),
                    line.p50(),
                    line.p99(),
                    line.p999());
        }
        out.flush();
    }

    private static String unlessZero(String format, double value) {
        return value == 0 ? "" : String.format(Locale.ROOT, format, value);
    }
}
