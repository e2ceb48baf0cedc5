package dev.culvert.runtime.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LatencyWindowTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final LatencyWindow window = new LatencyWindow();

    @Test
    void nothingIsKnownBeforeTheFirstIsDurable() {
        window.pending(NOW);

        assertThat(window.quantile(0.5)).isEmpty();
    }

    @Test
    void quantilesAreThoseOfWhatBecameDurable() {
        for (int i = 1; i <= 100; i++) {
            window.pending(NOW.minusMillis(i));
        }
        window.durable(NOW);
        window.pending(NOW.minusSeconds(60));

        assertThat(window.quantile(0.5)).contains(Duration.ofMillis(51));
        assertThat(window.quantile(0.99)).contains(Duration.ofMillis(100));
    }

    @Test
    void aClockThatIsAheadOfOursGivesZero() {
        window.pending(NOW.plusSeconds(5));
        window.durable(NOW);

        assertThat(window.quantile(0.5)).contains(Duration.ZERO);
    }

    @Test
    void oldOnesAreForgotten() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 4_096; i++) {
                window.pending(NOW.minusMillis(round == 0 ? 5_000 : 10));
            }
            window.durable(NOW);
        }

        assertThat(window.quantile(1.0)).contains(Duration.ofMillis(10));
    }
}
