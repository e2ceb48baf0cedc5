package dev.culvert.migration.sequence;

import dev.culvert.schemas.change.TableId;

/**
 * A sequence at one instant. {@code lastValue} counts what sessions keep in their caches as issued.
 *
 * @param increment negative for a descending one
 * @param called whether {@code lastValue} itself was issued
 */
public record SequenceState(
        TableId id, long lastValue, boolean called, long increment, long min, long max, long cache, boolean cycle) {

    /** Whether {@code other}, of the same sequence elsewhere, is at this state or further. A cycle has no further. */
    boolean isReachedBy(SequenceState other) {
        if (other == null || cycle) {
            return false;
        }
        if (other.lastValue == lastValue) {
            return other.called || !called;
        }
        return (other.lastValue > lastValue) == (increment > 0);
    }
}
