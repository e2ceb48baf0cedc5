package dev.culvert.schemas.definition.declaration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "1B,1",
        "1kB,1024",
        "1KB,1024",
        "10MB,10485760",
        "10 MB,10485760",
        "10GB,10737418240",
        "2TB,2199023255552",
        "8388607TB,9223370937343148032"
    })
    void sizesArePowersOf1024(String text, long bytes) {
        assertThat(Units.bytes(text)).hasValue(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "GB", "-1GB", "1.5GB", "1gb", "1GiB", "8388608TB", "1GB ", "١GB"})
    void nothingElseIsASize(String text) {
        assertThat(Units.bytes(text)).isEmpty();
    }

    @Test
    void durations() {
        assertThat(Units.duration("500ms")).contains(Duration.ofMillis(500));
        assertThat(Units.duration("5s")).contains(Duration.ofSeconds(5));
        assertThat(Units.duration("2m")).contains(Duration.ofMinutes(2));
        assertThat(Units.duration("3h")).contains(Duration.ofHours(3));
        assertThat(Units.duration("1d")).contains(Duration.ofDays(1));
        assertThat(Units.duration("5")).isEmpty();
        assertThat(Units.duration("-5s")).isEmpty();
        assertThat(Units.duration("5 seconds")).isEmpty();
    }

    @Test
    void aDurationIsWrittenInTheLargestUnitThatHasItWhole() {
        for (String written : new String[] {"500ms", "1500ms", "5s", "90s", "2m", "3h", "36h", "2d"}) {
            assertThat(Units.words(Units.duration(written).orElseThrow())).isEqualTo(written);
        }
        assertThat(Units.words(Duration.ofSeconds(60))).isEqualTo("1m");
    }
}
