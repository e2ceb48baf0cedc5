package dev.culvert.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void keepsOutputByStreamAndTheExitCode() throws Exception {
        try (JavaProcess process = JavaProcess.of(Talker.class)
                .environment("TALKER", "from env")
                .systemProperty("talker", "from -D")
                .start("go")) {
            assertThat(process.exitCode(LIMIT)).isEqualTo(7);
            assertThat(process.out().lines()).containsExactly("variable from env", "property from -D");
            assertThat(process.err().lines()).containsExactly("first argument go");
            assertThat(Files.readAllLines(process.err().file())).containsExactly("first argument go");
            assertThatThrownBy(() -> process.out().waitFor(line -> line.equals("never"), LIMIT))
                    .isInstanceOf(TestkitException.class)
                    .hasMessageContaining("before its end")
                    .hasMessageContaining("from env");
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "KILL, 137"})
    void takesSignals(String signal, int code) {
        try (JavaProcess process = JavaProcess.of(Talker.class).start("wait")) {
            process.err().waitFor(line -> line.equals("first argument wait"), LIMIT);
            process.signal("STOP");
            assertThatThrownBy(() -> process.exitCode(Duration.ofMillis(100)))
                    .isInstanceOf(TestkitException.class)
                    .hasMessageContaining("still runs");
            process.signal("CONT");
            process.signal(signal);
            assertThat(process.exitCode(LIMIT)).isEqualTo(code);
        }
    }
}
