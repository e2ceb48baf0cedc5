package dev.culvert.runtime;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waiting times between attempts: doubled each time, with jitter, forgotten after progress. Not thread-safe. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private Duration next = FIRST;

    Duration next() {
        Duration now = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return now.plusMillis(ThreadLocalRandom.current().nextLong(now.toMillis() / 2 + 1));
    }

    void reset() {
        next = FIRST;
    }
}
