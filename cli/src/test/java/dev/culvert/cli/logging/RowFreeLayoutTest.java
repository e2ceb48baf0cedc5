package dev.culvert.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RowFreeLayoutTest {
    private static final String ROW = "R0W-canary";

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

    @AfterEach
    void quiet() {
        Logs.configure(0);
    }

    private String line(String logger, String message, Throwable thrown, Object... values) {
        return new RowFreeLayout()
                .doLayout(new LoggingEvent("", context.getLogger(logger), Level.WARN, message, thrown, values));
    }

    @Test
    void ofALibraryOnlyTheConstantTextIsWritten() {
        String line = line("io.debezium.connector.Foo", "Cannot convert {}", new IllegalStateException(ROW), ROW);

        assertThat(line)
                .contains("Cannot convert {}", "java.lang.IllegalStateException", "at dev.culvert")
                .doesNotContain(ROW);
    }

    @Test
    void causesAreWrittenWithoutTheirMessages() {
        CulvertException error = new CulvertException(
                ErrorCode.VALUE_UNDECODABLE,
                "table public.orders",
                "A value is out of range.",
                Changed.NOTHING,
                "",
                new IllegalArgumentException(ROW));

        assertThat(line("dev.culvert.runtime.Foo", "Stopped at {}", error, "1A/2B"))
                .contains(
                        "Stopped at 1A/2B", "A value is out of range.", "Caused by: java.lang.IllegalArgumentException")
                .doesNotContain(ROW);
    }

    @Test
    void noVerbosityMakesALibraryPrintRows() {
        for (int verbosity = 0; verbosity < 10; verbosity++) {
            Logs.configure(verbosity);

            for (String library : new String[] {"io.debezium.x", "org.apache.kafka.clients.producer.KafkaProducer"}) {
                Logger logger = context.getLogger(library);
                assertThat(logger.isDebugEnabled())
                        .as(library + " at " + verbosity)
                        .isFalse();
                assertThat(logger.isInfoEnabled()).isEqualTo(verbosity >= 2);
            }
            assertThat(context.getLogger("anything").isDebugEnabled()).isFalse();
            assertThat(context.getLogger("dev.culvert.x").isInfoEnabled()).isEqualTo(verbosity >= 1);
        }
    }
}
