package dev.culvert.cli.embedded.upgrade;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** What the customers were told, purchase by purchase. Safe for any thread. */
public final class Sales {
    private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
    private final AtomicLong longest = new AtomicLong();
    private final AtomicLong closedDoors = new AtomicLong();

    void acknowledged(String tag, long nanos) {
        acknowledged.add(tag);
        longest.accumulateAndGet(nanos, Math::max);
    }

    /** A definite error, so nothing of it may be there. */
    void refused(String tag) {
        refused.add(tag);
    }

    /** The answer to COMMIT was lost: all of it or nothing. */
    void unanswered(String tag) {
        unanswered.add(tag);
    }

    /** Nobody let the customer in. */
    void closedDoor() {
        closedDoors.incrementAndGet();
    }

    /** Tags of purchases that were answered with success. */
    Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    Set<String> refused() {
        return Set.copyOf(refused);
    }

    /** How many purchases were answered with success. */
    public long count() {
        return acknowledged.size();
    }

    /** How often a customer saw an error of any kind. */
    public long errors() {
        return refused.size() + unanswered.size() + closedDoors.get();
    }

    /** The longest successful purchase since this was asked before. */
    public Duration takeLongest() {
        return Duration.ofNanos(longest.getAndSet(0));
    }

    /**
     * Waits for further purchases.
     *
     * @return whether so many came within the limit
     */
    public boolean awaitMore(long purchases, Duration limit) {
        long wanted = count() + purchases;
        long end = System.nanoTime() + limit.toNanos();
        while (count() < wanted
                && System.nanoTime() < end
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return count() >= wanted;
    }
}
