package dev.culvert.benchmarks.report;

import dev.culvert.benchmarks.drain.DrainResult;
import dev.culvert.benchmarks.turn.Turns;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;

/** A {@link DrainResult} as text. */
public final class DrainReport {
    private DrainReport() {}

    public static void print(DrainResult result, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%s, %,d MB of WAL, %d bytes a change as pgoutput sends it%n",
                BacklogText.of(result.backlog(), result.shape()),
                result.walBytes() / 1_000_000,
                result.limit().bytes() / result.limit().rows());
        out.printf(
                Locale.ROOT,
                "Limit:   %,.0f changes/s read from the server with pgjdbc and counted%n%n",
                result.limit().rate());
        TurnsTable.print(result.turns(), out);
        out.println();
        for (String system : result.turns().systems()) {
            out.printf(
                    Locale.ROOT,
                    "ratio %s / pg_recvlogical to a file (%s changes/s): median %.2f%n",
                    system,
                    result.tool().stream()
                            .map(tool -> String.format(Locale.ROOT, "%,.0f", tool.rate()))
                            .collect(Collectors.joining(" ")),
                    Turns.median(result.ratiosToTool(system)));
        }
        out.flush();
    }
}
