package dev.culvert.runtime.status;

import dev.culvert.schemas.change.Lsn;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * Remembers where the server's WAL ended at which instant, and so tells how old the oldest WAL is that a position has not
 * reached. Monotonic time only. Thread-safe.
 */
public final class LagClock {
    private static final int SAMPLES = 4096;

    /** The WAL ended there from one instant to another: what follows it was written after {@code until}. */
    private record Sample(Lsn walEnd, long since, long until) {}

    private final Deque<Sample> samples = new ArrayDeque<>();
    private Lsn first;

    /** The server's WAL ends here now. */
    public synchronized void sample(Lsn walEnd, long nanos) {
        Sample last = samples.peekLast();
        if (last != null && walEnd.isBefore(last.walEnd)) {
            return; // two threads that ask the server may tell it in either order
        }
        if (last != null && last.walEnd.equals(walEnd)) {
            samples.removeLast();
            samples.addLast(new Sample(walEnd, last.since, nanos));
            return;
        }
        if (first == null) {
            first = walEnd;
        }
        samples.addLast(new Sample(walEnd, nanos, nanos));
        if (samples.size() > SAMPLES) {
            thin();
        }
    }

    /** Every other one of the older half goes: what is long ago need not be known to the second. */
    private void thin() {
        Iterator<Sample> each = samples.iterator();
        for (int i = 0; i < SAMPLES / 2; i++) {
            each.next();
            if (i % 2 == 1) {
                each.remove();
            }
        }
    }

    /** The newest end of the WAL that was seen. */
    public synchronized Optional<Lsn> walEnd() {
        return Optional.ofNullable(samples.peekLast()).map(Sample::walEnd);
    }

    /**
     * Age of the oldest WAL that {@code position} has not reached; zero if it has reached all; empty before the first sample.
     * Between two samples the server is taken to write evenly, which is wrong by no more than their distance. For a position
     * that {@link #predates} the first sample the WAL is at least so old.
     */
    public synchronized Optional<Duration> behind(Lsn position, long nowNanos) {
        if (samples.isEmpty()) {
            return Optional.empty();
        }
        Sample before = null;
        for (Sample sample : samples) {
            if (sample.walEnd.isAfter(position)) {
                long written = before == null ? sample.since : between(before, sample, position);
                return Optional.of(Duration.ofNanos(Math.max(0, nowNanos - written)));
            }
            before = sample;
        }
        return Optional.of(Duration.ZERO);
    }

    /** When the WAL after {@code position} was written. */
    private static long between(Sample before, Sample after, Lsn position) {
        double share = (double) position.bytesSince(before.walEnd) / after.walEnd.bytesSince(before.walEnd);
        return before.until + (long) (share * (after.since - before.until));
    }

    /** Whether the WAL after {@code position} may be older than the first sample. */
    public synchronized boolean predates(Lsn position) {
        return first != null && position.isBefore(first);
    }
}
