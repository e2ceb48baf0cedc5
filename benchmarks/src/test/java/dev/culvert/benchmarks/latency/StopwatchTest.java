package dev.culvert.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.benchmarks.BenchmarkException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StopwatchTest {
    private final Stopwatch stopwatch = new Stopwatch(3, Duration.ofMillis(1));

    @Test
    void transactionsAreDueAPeriodApartHoweverLateTheyAreMade() {
        stopwatch.start(Duration.ZERO);
        stopwatch.issued(0);

        assertThat(stopwatch.due(2) - stopwatch.due(0)).isEqualTo(2_000_000);
    }

    @Test
    void lateTransactionCountsFromWhenItWasDue() {
        stopwatch.start(Duration.ZERO);
        for (int i = 0; i < 3; i++) {
            stopwatch.polled(i, stopwatch.due(i) + (i + 1) * 10_000_000L);
        }

        assertThat(stopwatch.fromDue(0)).isEqualTo(new Percentiles(20, 30, 30, 30, 30));
        assertThat(stopwatch.fromDue(2).p50()).isEqualTo(30);
    }

    @Test
    void recordThatComesTwiceIsAnError() {
        stopwatch.polled(1, 5);

        assertThatThrownBy(() -> stopwatch.polled(1, 6))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void recordOfNoTransactionIsAnError() {
        assertThatThrownBy(() -> stopwatch.polled(3, 5)).isInstanceOf(BenchmarkException.class);
    }
}
