package dev.culvert.runtime.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private final CommitPace pace = new CommitPace(Duration.ofMillis(20), Duration.ofMillis(200));

    @Test
    void quickCommitsComeAtTheShortestAge() {
        after(100, Duration.ofMillis(1));

        assertThat(pace.isDue(Duration.ofMillis(20))).isTrue();
        assertThat(pace.isDue(Duration.ofMillis(19))).isFalse();
    }

    @Test
    void slowCommitsTakeAFifthOfTheTime() {
        after(100, Duration.ofMillis(30));

        assertThat(pace.isDue(Duration.ofMillis(121))).isTrue();
        assertThat(pace.isDue(Duration.ofMillis(118))).isFalse();
    }

    @Test
    void noCommitWaitsForMoreThanTheLongestAge() {
        after(100, Duration.ofSeconds(5));

        assertThat(pace.isDue(Duration.ofMillis(200))).isTrue();
    }

    @Test
    void oneSlowCommitIsForgotten() {
        after(1, Duration.ofSeconds(5));
        after(40, Duration.ofMillis(1));

        assertThat(pace.isDue(Duration.ofMillis(20))).isTrue();
    }

    @Test
    void aBacklogTakesTheLongestAgeForAsLongAsItIsThere() {
        after(100, Duration.ofMillis(1));

        pace.backlog(true);
        assertThat(pace.isDue(Duration.ofMillis(199))).isFalse();
        assertThat(pace.isDue(Duration.ofMillis(200))).isTrue();

        pace.backlog(false);
        assertThat(pace.isDue(Duration.ofMillis(20))).isTrue();
    }

    private void after(int commits, Duration each) {
        for (int i = 0; i < commits; i++) {
            pace.took(each.toNanos());
        }
    }
}
