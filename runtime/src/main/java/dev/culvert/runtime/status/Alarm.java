package dev.culvert.runtime.status;

import java.time.Duration;
import java.util.Optional;

/**
 * The state of one alert. It begins when what it watches has been over the threshold for {@link #BEGIN}, and ends when it has
 * been clearly under it for {@link #END}, so that a value that swings around a threshold gives one alert and not many.
 *
 * <p>Transitions: up to any level after {@link #BEGIN}, down to any after {@link #END}. What cannot be told changes nothing:
 * no news is not good news. Not thread-safe.
 */
final class Alarm {
    static final Duration BEGIN = Duration.ofSeconds(2);
    static final Duration END = Duration.ofSeconds(10);

    enum Level {
        NONE,
        WARNING,
        ERROR
    }

    private Level level = Level.NONE;
    private Level goal = Level.NONE;
    private long goalSince;

    Level level() {
        return level;
    }

    /**
     * @param strict the level by the thresholds as they stand
     * @param lenient the level by somewhat lower ones, never below {@code strict}; what still holds the alert up
     * @return whether the level changed
     */
    boolean update(Optional<Level> strict, Optional<Level> lenient, long nowNanos) {
        Level next = next(strict, lenient);
        if (next == level) {
            goal = level;
            return false;
        }
        boolean sameDirection = next.compareTo(level) > 0 == goal.compareTo(level) > 0;
        if (goal == level || !sameDirection) {
            goalSince = nowNanos;
        }
        goal = next;
        Duration patience = next.compareTo(level) > 0 ? BEGIN : END;
        if (nowNanos - goalSince < patience.toNanos()) {
            return false;
        }
        level = next;
        return true;
    }

    private Level next(Optional<Level> strict, Optional<Level> lenient) {
        if (strict.isEmpty() || lenient.isEmpty()) {
            return level;
        }
        if (strict.get().compareTo(level) > 0) {
            return strict.get();
        }
        return lenient.get().compareTo(level) < 0 ? lenient.get() : level;
    }
}
