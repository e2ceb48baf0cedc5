package dev.culvert.migration.cutover;

import dev.culvert.migration.turn.Turn;
import java.time.Duration;

/** Whoever ends a turn if this process cannot. */
public interface Guard extends AutoCloseable {
    /** Nobody; for a side whose traffic nothing holds: there the fence opens by itself. */
    Guard NONE = new Guard() {
        @Override
        public void pausing(Turn turn, long epoch, Duration allowed) {}

        @Override
        public void close() {}
    };

    /**
     * From now on it ends the turn when the time is over, or when this process is gone.
     *
     * @param epoch of this attempt
     */
    void pausing(Turn turn, long epoch, Duration allowed);

    /** The turn is at its end: it has nothing to do any more. */
    @Override
    void close();
}
