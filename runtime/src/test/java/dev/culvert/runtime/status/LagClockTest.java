package dev.culvert.runtime.status;

import static dev.culvert.runtime.status.Scene.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LagClockTest {
    private static final long SECOND = 1_000_000_000L;

    private final LagClock clock = new LagClock();

    @Test
    void beforeTheFirstSampleNothingIsKnown() {
        assertThat(clock.walEnd()).isEmpty();
        assertThat(clock.behind(at(100), 0)).isEmpty();
        assertThat(clock.predates(at(100))).isFalse();
    }

    @Test
    void theAgeIsThatOfTheOldestWalNotReached() {
        for (int second = 0; second <= 10; second++) {
            clock.sample(at(100 + second), second * SECOND);
        }

        assertThat(clock.behind(at(110), 10 * SECOND)).contains(Duration.ZERO);
        assertThat(clock.behind(at(106), 10 * SECOND)).contains(Duration.ofSeconds(4));
        assertThat(clock.behind(at(100), 10 * SECOND)).contains(Duration.ofSeconds(10));
        assertThat(clock.behind(at(999), 10 * SECOND)).contains(Duration.ZERO);
    }

    @Test
    void walOfAnIdleServerDoesNotAge() {
        clock.sample(at(100), 0);
        clock.sample(at(100), 3_600 * SECOND);

        assertThat(clock.behind(at(100), 7_200 * SECOND)).contains(Duration.ZERO);
        assertThat(clock.behind(at(99), 7_200 * SECOND)).contains(Duration.ofSeconds(7_200));

        clock.sample(at(200), 3_601 * SECOND);
        assertThat(clock.behind(at(100), 3_602 * SECOND)).contains(Duration.ofSeconds(2));
    }

    @Test
    void whatWasThereBeforeTheFirstSampleMayBeOlder() {
        clock.sample(at(100), 0);
        clock.sample(at(200), SECOND);

        assertThat(clock.predates(at(99))).isTrue();
        assertThat(clock.predates(at(100))).isFalse();
    }

    @Test
    void aLongBacklogIsRememberedRoughlyAndItsNewEndExactly() {
        int samples = 100_000;
        for (int second = 0; second < samples; second++) {
            clock.sample(at(1_000 + second), second * SECOND);
        }
        long now = (samples - 1) * SECOND;

        for (int back : new int[] {1, 10, 2_000, 10_000, 50_000, 99_000}) {
            assertThat(clock.behind(at(1_000 + samples - 1 - back), now)).contains(Duration.ofSeconds(back));
        }
    }

    @Test
    void anEndThatIsToldLateChangesNothing() {
        clock.sample(at(100), 0);
        clock.sample(at(200), SECOND);
        clock.sample(at(150), 2 * SECOND);

        assertThat(clock.walEnd()).contains(at(200));
        assertThat(clock.behind(at(200), 3 * SECOND)).contains(Duration.ZERO);
    }
}
