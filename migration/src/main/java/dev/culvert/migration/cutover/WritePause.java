package dev.culvert.migration.cutover;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;

/** How long nobody could write, and how long that may go on before the decision. By the monotonic clock. */
final class WritePause {
    /** What is kept back to give the old side back in: a tenth, between these two. */
    private static final Duration LEAST_RESERVE = Duration.ofMillis(100);

    private static final Duration GREATEST_RESERVE = Duration.ofSeconds(1);

    private final long began = System.nanoTime();
    private final Duration allowed;

    /** Begins now. */
    WritePause(Duration allowed) {
        this.allowed = allowed;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Until the old side must be open again; at least a millisecond, so that it can be a timeout. */
    Duration left() {
        return atLeastOne(allowed.minus(elapsed()));
    }

    /** Until the next step may begin; zero or less means that it may not. */
    Duration leftForDecision() {
        return left().minus(reserve());
    }

    private Duration reserve() {
        Duration tenth = allowed.dividedBy(10);
        if (tenth.compareTo(LEAST_RESERVE) < 0) {
            return LEAST_RESERVE;
        }
        return tenth.compareTo(GREATEST_RESERVE) > 0 ? GREATEST_RESERVE : tenth;
    }

    /**
     * That there is time for another step before the decision.
     *
     * @throws CulvertException {@link ErrorCode#CUTOVER_TIME}
     */
    void check(String step) {
        if (leftForDecision().isNegative() || leftForDecision().isZero()) {
            throw new CulvertException(
                    ErrorCode.CUTOVER_TIME,
                    "step " + step,
                    "Writes have been paused for " + elapsed().toMillis() + " ms, and cutover.maxWritePause is "
                            + allowed.toMillis() + " ms.",
                    Changed.NOTHING,
                    "Nothing was decided; the old side takes writes. Look in the journal for the step that took long.");
        }
    }

    private static Duration atLeastOne(Duration duration) {
        return duration.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : duration;
    }
}
