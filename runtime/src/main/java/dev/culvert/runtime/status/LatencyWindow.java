package dev.culvert.runtime.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * The newest latencies from commit on the server to durable in Kafka, by the server's clock and ours: where they disagree, the
 * figures do. Written by one thread, read by any.
 */
public final class LatencyWindow {
    private static final int SIZE = 4096;
    private static final int PENDING = 4096;

    private final long[] micros = new long[SIZE];
    private final Instant[] pending = new Instant[PENDING];
    private int waiting;
    private long count;

    synchronized void pending(Instant commitTime) {
        if (waiting < PENDING) {
            pending[waiting++] = commitTime;
        }
    }

    synchronized void durable(Instant now) {
        for (int i = 0; i < waiting; i++) {
            micros[(int) (count++ % SIZE)] =
                    Math.max(0, Duration.between(pending[i], now).toNanos() / 1_000);
        }
        waiting = 0;
    }

    /** The quantile of the newest ones, such as 0.99; empty before the first. */
    public synchronized Optional<Duration> quantile(double q) {
        int size = (int) Math.min(count, SIZE);
        if (size == 0) {
            return Optional.empty();
        }
        long[] sorted = Arrays.copyOf(micros, size);
        Arrays.sort(sorted);
        return Optional.of(Duration.ofNanos(sorted[(int) Math.min(size - 1L, (long) (q * size))] * 1_000));
    }
}
