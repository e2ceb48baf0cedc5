package dev.culvert.testkit.proxy;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What the proxy does to the bytes that go through it, now. Safe for any thread. */
final class Faults {
    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final Set<Direction> frozen = EnumSet.noneOf(Direction.class);
    private final Map<Direction, Long> bytesUntilCut = new EnumMap<>(Direction.class);
    private final Map<Direction, Long> passed = new EnumMap<>(Direction.class);
    private long delayNanos;
    private long bytesPerSecond = Long.MAX_VALUE;

    Faults() {
        for (Direction direction : Direction.values()) {
            passed.put(direction, 0L);
        }
    }

    synchronized void clear() {
        frozen.clear();
        bytesUntilCut.clear();
        delayNanos = 0;
        bytesPerSecond = Long.MAX_VALUE;
        notifyAll();
    }

    synchronized void delay(Duration delay) {
        delayNanos = delay.toNanos();
    }

    synchronized void throttle(long newBytesPerSecond) {
        bytesPerSecond = newBytesPerSecond;
    }

    synchronized void freeze(Direction direction) {
        frozen.add(direction);
    }

    synchronized void cutAfter(Direction direction, long bytes) {
        bytesUntilCut.put(direction, bytes);
    }

    synchronized boolean cutPending(Direction direction) {
        return bytesUntilCut.containsKey(direction);
    }

    synchronized long delayNanos() {
        return delayNanos;
    }

    synchronized long passed(Direction direction) {
        return passed.get(direction);
    }

    /** How long {@code bytes} may take at the throttled rate. */
    synchronized long nanosFor(int bytes) {
        return bytesPerSecond == Long.MAX_VALUE ? 0 : bytes * NANOS_PER_SECOND / bytesPerSecond;
    }

    /** Waits while the direction is frozen, then grants so many of {@code bytes}; fewer means: then cut, once. */
    synchronized int admit(Direction direction, int bytes) throws InterruptedException {
        while (frozen.contains(direction)) {
            wait();
        }
        int admitted = bytes;
        Long left = bytesUntilCut.get(direction);
        if (left != null && left < bytes) {
            admitted = Math.toIntExact(left);
            bytesUntilCut.remove(direction);
        } else if (left != null) {
            bytesUntilCut.put(direction, left - bytes);
        }
        passed.merge(direction, (long) admitted, Long::sum);
        return admitted;
    }
}
