package dev.culvert.benchmarks.suite;

import dev.culvert.benchmarks.workload.Shape;
import java.time.Duration;

/**
 * How much of everything.
 *
 * @param scale of changes, rows, seconds and tables; 1 is what the published figures are of
 * @param rounds turns of each system, of latency one in any case
 */
public record Size(double scale, int rounds) {
    private static final int SNAPSHOT_ROWS = 1_000_000;
    private static final int TABLES = 10_000;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration MEASURED = Duration.ofSeconds(40);
    private static final Duration LEAST = Duration.ofSeconds(3);

    int changes(Shape shape) {
        return scaled(shape.defaultChanges());
    }

    int rows() {
        return scaled(SNAPSHOT_ROWS);
    }

    int tables() {
        return scaled(TABLES);
    }

    Duration warmUp() {
        return scaled(WARM_UP);
    }

    Duration measured() {
        return scaled(MEASURED);
    }

    private int scaled(int whole) {
        return Math.max(1, (int) Math.round(whole * scale));
    }

    private Duration scaled(Duration whole) {
        Duration part = Duration.ofSeconds(Math.round(whole.toSeconds() * scale));
        return part.compareTo(LEAST) < 0 ? LEAST : part;
    }
}
