package dev.culvert.runtime.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Faults by chance under traffic; afterwards the topics are the database, and nothing is lost, doubled, torn or out of order. Here
 * in a short form of one seed; {@code make chaos} runs the long one ({@code -Dculvert.chaos.duration=PT30M}), with a seed of its own
 * or {@code -Dculvert.chaos.seed=N} to draw the same faults again, of those kinds only that {@code -Dculvert.chaos.faults=REGEX} finds,
 * and leaves a report in {@code target/chaos}.
 */
class ChaosIT {
    private static final Logger LOG = LoggerFactory.getLogger(ChaosIT.class);
    private static final Duration LONG_FORM = Duration.ofMinutes(30);

    /** Culvert and PostgreSQL killed at once, then a connection cut inside a message; large transactions, then shapes. */
    private static final ChaosRun.Settings SHORT_FORM = new ChaosRun.Settings(83, major(83), LONG_FORM, 2, false);

    @Test
    void theTopicsStayTrue() throws IOException {
        ChaosRun.Settings settings = settings();
        LOG.info("chaos: {}", settings);
        ChaosRun.Result result = new ChaosRun(settings).run();
        Path file = Path.of("target", "chaos", "seed-" + settings.seed() + ".md");
        Files.createDirectories(file.getParent());
        Files.writeString(file, result.report());
        assertThat(result.judgement().problems()).as("seed " + settings.seed()).isEmpty();
        assertThat(result.faults()).isPositive();
        assertThat(result.judgement().counts()).allSatisfy((what, count) -> {
            if (!what.contains("rolled back") && !what.contains("unknown")) {
                assertThat(count).as(what).isPositive();
            }
        });
    }

    private static ChaosRun.Settings settings() {
        String duration = System.getProperty("culvert.chaos.duration", "");
        Long seed = Long.getLong("culvert.chaos.seed");
        if (duration.isEmpty() && seed == null) {
            return SHORT_FORM;
        }
        long drawn = seed == null ? new Random().nextInt(1_000_000) : seed;
        Duration lasting = duration.isEmpty() ? LONG_FORM : Duration.parse(duration);
        return new ChaosRun.Settings(drawn, major(drawn), lasting, Integer.MAX_VALUE, true);
    }

    private static int major(long seed) {
        return switch ((int) Math.floorMod(seed, 3L)) {
            case 0 -> 13;
            case 1 -> 15;
            default -> 18;
        };
    }
}
