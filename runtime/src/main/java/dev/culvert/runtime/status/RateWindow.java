package dev.culvert.runtime.status;

import dev.culvert.schemas.status.PipelineStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The counters of the last minute, sampled about once a second, and the rates that follow from them. Thread-safe. */
final class RateWindow {
    private static final long KEPT = Duration.ofSeconds(60).toNanos();
    private static final long SHOWN = Duration.ofSeconds(10).toNanos();
    /** A newest sample older than this says nothing about now. */
    private static final long STALE = Duration.ofSeconds(15).toNanos();

    record Sample(long nanos, long rows, long bytes, long transactions, long copied) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    synchronized void add(Sample sample) {
        samples.addLast(sample);
        while (sample.nanos - samples.peekFirst().nanos > KEPT) {
            samples.removeFirst();
        }
    }

    /** Over the last ten seconds, or less at the beginning; empty while there are no two samples, or none of late. */
    synchronized Optional<PipelineStatus.Throughput> throughput(long nowNanos) {
        Sample newest = samples.peekLast();
        if (newest == null || nowNanos - newest.nanos > STALE) {
            return Optional.empty();
        }
        for (Sample oldest : samples) {
            long span = newest.nanos - oldest.nanos;
            if (span <= 0) {
                break;
            }
            if (span <= SHOWN) {
                double seconds = span / 1e9;
                return Optional.of(new PipelineStatus.Throughput(
                        round((newest.rows - oldest.rows) / seconds),
                        round((newest.bytes - oldest.bytes) / seconds),
                        round((newest.transactions - oldest.transactions) / seconds)));
            }
        }
        return Optional.empty();
    }

    /** Copied rows per second over the last minute, once ten seconds of copying were seen; empty if nothing moves. */
    synchronized Optional<Double> copyRate(long nowNanos) {
        List<Sample> all = new ArrayList<>(samples);
        int first = 0;
        while (first + 1 < all.size() && all.get(first + 1).copied == all.get(first).copied) {
            first++; // before the copy, or a pause: not a part of its rate
        }
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Sample oldest = all.get(first);
        Sample newest = all.get(all.size() - 1);
        long span = newest.nanos - oldest.nanos;
        long copied = newest.copied - oldest.copied;
        if (span < SHOWN || copied <= 0 || nowNanos - newest.nanos > STALE) {
            return Optional.empty();
        }
        return Optional.of(copied / (span / 1e9));
    }

    private static double round(double rate) {
        return Math.round(rate * 10) / 10.0;
    }
}
