package dev.culvert.testkit.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A point in monotonic time up to which a condition is waited for. Immutable, safe for any thread. */
public final class Deadline {
    private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

    private final long endNanos;

    private Deadline(long endNanos) {
        this.endNanos = endNanos;
    }

    public static Deadline after(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    public boolean passed() {
        return System.nanoTime() - endNanos >= 0;
    }

    /** What is left, zero when it has passed. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }

    /** Waits until {@code condition} holds; false when the deadline passed first. The condition is tried at least once. */
    public boolean await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (passed()) {
                return false;
            }
            pause();
        }
        return true;
    }

    /** As {@link #await(BooleanSupplier)}, but not in time is a {@link TestkitException} with {@code what}. */
    public void require(BooleanSupplier condition, Supplier<String> what) {
        if (!await(condition)) {
            throw new TestkitException("not in time: " + what.get());
        }
    }

    private static void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
        if (Thread.currentThread().isInterrupted()) {
            throw new TestkitException("interrupted while waiting");
        }
    }
}
