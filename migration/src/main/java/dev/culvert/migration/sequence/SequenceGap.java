package dev.culvert.migration.sequence;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;

/**
 * How far beyond the old side's value the new side begins. {@code nextval} passes every lock and every trigger, so the old side may
 * go on issuing for as long as a session is left that asks.
 *
 * @param window how long after the last look the old side may go on issuing
 * @param sessions sessions that may each take a cache full
 */
record SequenceGap(Duration window, int sessions) {

    /**
     * What to set on the new side.
     *
     * @param now as the old side has it
     * @param before as it had it {@code elapsed} ago, if it was there
     */
    SequenceState beyond(SequenceState now, Optional<SequenceState> before, Duration elapsed) {
        if (now.cycle() || !now.called()) {
            // a cycle has no beyond; one that never issued has nothing to be beyond of
            return now;
        }
        BigInteger step = BigInteger.valueOf(now.increment());
        BigInteger kept = step.abs().multiply(BigInteger.valueOf(now.cache())).multiply(BigInteger.valueOf(sessions));
        BigInteger gap = kept.max(issued(now, before, elapsed));
        BigInteger value = BigInteger.valueOf(now.lastValue());
        BigInteger room = step.signum() > 0
                ? BigInteger.valueOf(now.max()).subtract(value)
                : value.subtract(BigInteger.valueOf(now.min()));
        if (gap.compareTo(room) > 0) {
            // near its end: half of what is left, so that neither a value is used twice nor all are used up
            gap = room.divide(BigInteger.TWO);
        }
        // stay on its grid: values that the increment would never have given are somebody else's (odd and even)
        gap = gap.divide(step.abs()).multiply(step.abs());
        return new SequenceState(
                now.id(),
                value.add(gap.multiply(BigInteger.valueOf(step.signum()))).longValueExact(),
                true,
                now.increment(),
                now.min(),
                now.max(),
                now.cache(),
                false);
    }

    private BigInteger issued(SequenceState now, Optional<SequenceState> before, Duration elapsed) {
        if (before.isEmpty() || elapsed.isZero() || elapsed.isNegative()) {
            return BigInteger.ZERO;
        }
        BigInteger moved = BigInteger.valueOf(now.lastValue())
                .subtract(BigInteger.valueOf(before.get().lastValue()))
                .abs();
        return moved.multiply(BigInteger.valueOf(window.toMillis()))
                .divide(BigInteger.valueOf(Math.max(1, elapsed.toMillis())));
    }
}
