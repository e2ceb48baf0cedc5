package dev.culvert.migration.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.change.TableId;
import org.junit.jupiter.api.Test;

/** A sequence that is set for the second time must not go back: what it has skipped may have been issued elsewhere. */
class SequenceStateTest {
    @Test
    void furtherIsUpOrDownAsItCounts() {
        assertThat(state(10, true, 1, false).isReachedBy(state(11, true, 1, false)))
                .isTrue();
        assertThat(state(10, true, 1, false).isReachedBy(state(9, true, 1, false)))
                .isFalse();
        assertThat(state(-10, true, -3, false).isReachedBy(state(-13, true, -3, false)))
                .isTrue();
        assertThat(state(-10, true, -3, false).isReachedBy(state(-7, true, -3, false)))
                .isFalse();
    }

    @Test
    void aValueThatWasIssuedIsFurtherThanOneThatWasNot() {
        assertThat(state(1, true, 1, false).isReachedBy(state(1, false, 1, false)))
                .isFalse();
        assertThat(state(1, false, 1, false).isReachedBy(state(1, true, 1, false)))
                .isTrue();
        assertThat(state(1, true, 1, false).isReachedBy(state(1, true, 1, false)))
                .isTrue();
    }

    @Test
    void aCycleIsAlwaysSetAndSoIsOneThatIsNotThere() {
        assertThat(state(1, true, 1, true).isReachedBy(state(5, true, 1, true))).isFalse();
        assertThat(state(1, true, 1, false).isReachedBy(null)).isFalse();
    }

    private static SequenceState state(long value, boolean called, long increment, boolean cycle) {
        return new SequenceState(new TableId("public", "s"), value, called, increment, -100, 100, 1, cycle);
    }
}
