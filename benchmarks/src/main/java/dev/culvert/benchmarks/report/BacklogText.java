package dev.culvert.benchmarks.report;

import dev.culvert.benchmarks.workload.Backlog;
import dev.culvert.benchmarks.workload.Shape;
import java.util.Locale;

/** A backlog in words. */
final class BacklogText {
    private BacklogText() {}

    static String of(Backlog backlog, Shape shape) {
        return String.format(
                Locale.ROOT,
                "Backlog: %,d changes of %s rows (per transaction %d inserts, %d updates, %d deletes; %d writers)",
                backlog.changes(),
                shape.word(),
                backlog.inserts(),
                backlog.updates(),
                backlog.deletes(),
                backlog.writers());
    }
}
