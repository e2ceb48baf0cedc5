package dev.culvert.sink.flink.reach;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** When patience ends. */
record Deadline(long nanos) {
    static Deadline in(Duration patience) {
        return new Deadline(System.nanoTime() + patience.toNanos());
    }

    boolean isOver() {
        return System.nanoTime() - nanos >= 0;
    }

    /** Pauses, but not past it. */
    void pause(Duration length) {
        LockSupport.parkNanos(Math.max(1, Math.min(length.toNanos(), nanos - System.nanoTime())));
    }
}
