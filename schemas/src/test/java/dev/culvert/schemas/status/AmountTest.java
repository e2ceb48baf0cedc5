package dev.culvert.schemas.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "812, 812 bytes",
        "1023, 1023 bytes",
        "1024, 1.0 kB",
        "1572864, 1.5 MB",
        "104857600, 100 MB",
        "104800000, 99.9 MB",
        "44023414784, 41.0 GB",
        "9223372036854775807, 8192 PB",
        "-2048, -2.0 kB"
    })
    void sizes(long bytes, String text) {
        assertThat(Amount.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"400, 0.4 s", "9999, 10.0 s", "45900, 45 s", "125000, 2 min 5 s", "7199999, 119 min 59 s"})
    void times(long millis, String text) {
        assertThat(Amount.time(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @Test
    void hours() {
        assertThat(Amount.time(Duration.ofMinutes(182))).isEqualTo("3 h 2 min");
    }
}
