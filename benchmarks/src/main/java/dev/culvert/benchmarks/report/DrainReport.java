package dev.culvert.benchmarks.report;

import dev.culvert.benchmarks.drain.DrainResult;
import dev.culvert.benchmarks.workload.Backlog;
import java.io.PrintWriter;
import java.util.Locale;

/** A {@link DrainResult} as text. */
public final class DrainReport {
    private DrainReport() {}

    public static void print(DrainResult result, PrintWriter out) {
        Backlog backlog = result.backlog();
        out.printf(
                Locale.ROOT,
                "Backlog: %,d changes (per transaction %d inserts, %d updates, %d deletes; %d writers), %,d MB of WAL,"
                        + " %d bytes a change as pgoutput sends it%n",
                backlog.changes(),
                backlog.inserts(),
                backlog.updates(),
                backlog.deletes(),
                backlog.writers(),
                result.walBytes() / 1_000_000,
                result.limit().bytes() / result.limit().rows());
        out.printf(
                Locale.ROOT,
                "Limit:   %,.0f changes/s read from the server with pgjdbc and counted%n%n",
                result.limit().rate());
        TurnsTable.print(result.turns(), out);
    }
}
