package dev.culvert.connector.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.connector.postgresql.Module;
import org.junit.jupiter.api.Test;

/**
 * The engine leans on what this version of Debezium does with its offsets, its transaction records and its messages. Another one
 * must pass the engine's contract, the type corpus and the crash sweep first; then the version here is raised.
 */
class DebeziumPinTest {

    @Test
    void theVersionIsTheOneThatTheContractWasTriedWith() {
        assertThat(Module.version()).isEqualTo("3.6.3.Final");
    }
}
