package dev.culvert.benchmarks.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.benchmarks.records.ChangeRecord.Operation;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DebeziumJsonDecoderTest {
    private final DebeziumJsonDecoder decoder = new DebeziumJsonDecoder();

    @Test
    void readsTheRowAfterAnInsert() {
        assertThat(decode("{'before':null,'after':{'id':7,'note':'x','change':9},'source':{'txId':1},'op':'c'}"))
                .isEqualTo(new ChangeRecord(Operation.INSERT, 7, 9));
    }

    @Test
    void prefersTheRowAfterAnUpdate() {
        assertThat(decode("{'before':{'id':7,'change':3},'after':{'id':7,'change':9},'op':'u'}"))
                .isEqualTo(new ChangeRecord(Operation.UPDATE, 7, 9));
    }

    @Test
    void readsTheKeyOfADelete() {
        ChangeRecord delete = decode("{'before':{'id':7,'change':null},'after':null,'op':'d'}");

        assertThat(delete.operation()).isEqualTo(Operation.DELETE);
        assertThat(delete.id()).isEqualTo(7);
    }

    @Test
    void refusesAnUnknownOperation() {
        assertThatThrownBy(() -> decode("{'op':'x'}")).isInstanceOf(IllegalArgumentException.class);
    }

    private ChangeRecord decode(String json) {
        return decoder.decode(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
