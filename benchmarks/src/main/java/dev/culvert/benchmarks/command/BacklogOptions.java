package dev.culvert.benchmarks.command;

import dev.culvert.benchmarks.workload.Backlog;
import dev.culvert.benchmarks.workload.Shape;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a backlog is made of. */
final class BacklogOptions {
    @Mixin
    private ShapeOption shapes = new ShapeOption();

    @Option(
            names = "--changes",
            description = "Of the backlog. Default: 1500000; of wide rows 200000, of large ones 50000")
    private Optional<Integer> changes = Optional.empty();

    @Option(
            names = "--transaction-size",
            defaultValue = "20",
            description =
                    "Changes of a transaction; as many as --changes: one holds everything. Default: ${DEFAULT-VALUE}")
    private int transactionSize;

    Shape shape() {
        return shapes.shape();
    }

    Backlog backlog() {
        return Backlog.ofChanges(changes.orElse(shape().defaultChanges()), transactionSize);
    }
}
