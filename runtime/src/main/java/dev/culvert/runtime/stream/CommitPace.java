package dev.culvert.runtime.stream;

import java.time.Duration;

/**
 * How old a Kafka transaction gets before it is committed: four times as long as commits take of late, within the policy's
 * limits. So at most a fifth of the time goes into commits, where a commit is cheap a change is readable soon, and where it is
 * not the stream does not stand still for it. With a backlog a change is late already, and the longest age is taken. For one thread.
 */
final class CommitPace {
    private static final int TIMES = 4;
    private static final int WEIGHT_OF_PAST = 3;

    private final long shortestNanos;
    private final long longestNanos;
    private long commitNanos;
    private boolean backlog;

    CommitPace(Duration shortest, Duration longest) {
        this.shortestNanos = shortest.toNanos();
        this.longestNanos = longest.toNanos();
        this.commitNanos = shortestNanos / TIMES;
    }

    /** A commit took so long. */
    void took(long nanos) {
        commitNanos = (WEIGHT_OF_PAST * commitNanos + nanos) / (WEIGHT_OF_PAST + 1);
    }

    /** Whether the stream is far behind the server. */
    void backlog(boolean farBehind) {
        backlog = farBehind;
    }

    /** Whether a transaction of this age is to be committed. */
    boolean isDue(Duration age) {
        if (backlog) {
            return age.toNanos() >= longestNanos;
        }
        return age.toNanos() >= Math.min(longestNanos, Math.max(shortestNanos, TIMES * commitNanos));
    }
}
