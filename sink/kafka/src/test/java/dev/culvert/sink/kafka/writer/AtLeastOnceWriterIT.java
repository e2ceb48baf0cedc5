package dev.culvert.sink.kafka.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.kafka.TestKafka;
import dev.culvert.sink.kafka.client.KafkaClients;
import dev.culvert.sink.kafka.offset.OffsetStore;
import dev.culvert.testkit.kafka.KafkaServer;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AtLeastOnceWriterIT {
    private final String name = "a" + UUID.randomUUID().toString().replace("-", "");
    private final KafkaServer kafka = KafkaServer.shared();
    private final KafkaClients clients = TestKafka.clients(kafka.bootstrap(), Map.of("compression.type", "none"));
    private final OffsetStore offsets = new OffsetStore(clients, name + ".offsets", name, Duration.ofSeconds(1));

    @BeforeEach
    void topics() {
        kafka.createTopic(name + ".rows", 1, Map.of("max.message.bytes", "1000"));
        kafka.createTopic(name + ".offsets", 1, Map.of("cleanup.policy", "compact"));
    }

    @Test
    void rowsAreThereBeforeThePosition() {
        try (AtLeastOnceWriter writer = AtLeastOnceWriter.open(clients, offsets)) {
            writer.send(TestKafka.record(name + ".rows", "a"));
            assertThat(writer.inTransaction()).isTrue();
            assertThat(writer.pendingRecords()).isEqualTo(1);
            writer.commit(TestKafka.offset(1));
            assertThat(writer.inTransaction()).isFalse();
            assertThat(offsets.read()).hasValue(TestKafka.offset(1));
            writer.commit(TestKafka.offset(2));
            assertThat(offsets.read()).hasValue(TestKafka.offset(2));
        }
        assertThat(TestKafka.values(kafka.bootstrap(), name + ".rows", "read_committed"))
                .containsExactly("a");
    }

    /** It was suspended, and another instance has taken over: its record is the later one, and of before. */
    @Test
    void whatAFormerOwnerWritesWhenItWakesIsNotThePosition() {
        OffsetStore next = new OffsetStore(clients, name + ".offsets", name, Duration.ofSeconds(1));
        try (AtLeastOnceWriter former = AtLeastOnceWriter.open(clients, offsets);
                AtLeastOnceWriter owner = AtLeastOnceWriter.open(clients, next)) {
            former.commit(TestKafka.offset(1));
            assertThat(next.read()).hasValue(TestKafka.offset(1));
            former.commit(TestKafka.offset(2)); // until the next owner has written, it is as good as any
            assertThat(next.read()).hasValue(TestKafka.offset(2));
            owner.commit(TestKafka.offset(5));
            former.commit(TestKafka.offset(3));
            assertThat(next.read()).hasValue(TestKafka.offset(5));
        }
        OffsetStore third = new OffsetStore(clients, name + ".offsets", name, Duration.ofSeconds(1));
        assertThat(third.read()).hasValue(TestKafka.offset(5));
        try (AtLeastOnceWriter writer = AtLeastOnceWriter.open(clients, third)) {
            writer.commit(TestKafka.offset(4)); // an owner may go back, as when everything begins anew
        }
        assertThat(third.read()).hasValue(TestKafka.offset(4));
    }

    @Test
    void aRowThatWasNotTakenKeepsThePositionBack() {
        try (AtLeastOnceWriter writer = AtLeastOnceWriter.open(clients, offsets)) {
            writer.commit(TestKafka.offset(1));
            assertThatThrownBy(() -> {
                        writer.send(TestKafka.record(name + ".rows", "x".repeat(5_000)));
                        writer.commit(TestKafka.offset(2));
                    })
                    .isInstanceOfSatisfying(
                            CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RECORD_TOO_LARGE));
            assertThat(offsets.read()).hasValue(TestKafka.offset(1)); // I1
            writer.abort();
            writer.send(TestKafka.record(name + ".rows", "b"));
            writer.commit(TestKafka.offset(3));
        }
        assertThat(offsets.read()).hasValue(TestKafka.offset(3));
    }
}
