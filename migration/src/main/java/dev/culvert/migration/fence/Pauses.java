package dev.culvert.migration.fence;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Short waits between two looks at a server. */
final class Pauses {
    private Pauses() {}

    static void of(Duration duration) {
        LockSupport.parkNanos(duration.toNanos());
    }
}
