package dev.culvert.benchmarks.command;

import dev.culvert.benchmarks.workload.Shape;
import picocli.CommandLine.Option;

/** Which rows the table holds. */
public final class ShapeOption {
    @Option(
            names = "--shape",
            defaultValue = "orders",
            description = "Of a row: orders (ten columns), narrow (three), wide (a hundred), large (10 kB of text),"
                    + " full (orders with REPLICA IDENTITY FULL). Default: ${DEFAULT-VALUE}")
    private Shape shape = Shape.ORDERS;

    Shape shape() {
        return shape;
    }
}
