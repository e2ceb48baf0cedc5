package dev.culvert.sink.kafka.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.kafka.TestKafka;
import dev.culvert.sink.kafka.client.KafkaClients;
import dev.culvert.sink.kafka.offset.OffsetStore;
import dev.culvert.testkit.kafka.KafkaServer;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class TransactionalWriterIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String name = "w" + UUID.randomUUID().toString().replace("-", "");
    private final String rows = name + ".rows";
    private final String id = TransactionalId.of("7300000000000000001", 16384, name);
    private final KafkaServer kafka = KafkaServer.shared();

    @BeforeEach
    void topics() {
        create(kafka);
    }

    private void create(KafkaServer server) {
        server.createTopic(rows, 1, Map.of());
        server.createTopic(name + ".offsets", 1, Map.of("cleanup.policy", "compact"));
    }

    private OffsetStore offsets(KafkaClients clients) {
        return new OffsetStore(clients, name + ".offsets", name, Duration.ofMillis(500));
    }

    private TransactionalWriter open(KafkaServer server, Map<String, String> producer) {
        KafkaClients clients = TestKafka.clients(server.bootstrap(), producer);
        return TransactionalWriter.open(clients, id, offsets(clients), LIMIT);
    }

    private static void assertCode(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(CulvertException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    @Test
    void commitsRowsAndPositionTogether() {
        OffsetStore offsets = offsets(TestKafka.clients(kafka.bootstrap(), Map.of()));
        assertThat(offsets.read()).isEmpty();
        try (TransactionalWriter writer = open(kafka, Map.of())) {
            assertThat(writer.inTransaction()).isFalse();
            writer.send(TestKafka.record(rows, "a"));
            writer.send(TestKafka.record(rows, "bc"));
            assertThat(writer.inTransaction()).isTrue();
            assertThat(writer.pendingRecords()).isEqualTo(2);
            assertThat(writer.pendingBytes()).isEqualTo(3);
            assertThat(writer.age()).isPositive();
            writer.commit(TestKafka.offset(5));
            assertThat(writer.inTransaction()).isFalse();
            assertThat(writer.pendingRecords()).isZero();
            assertThat(offsets.read()).hasValue(TestKafka.offset(5));
            writer.commit(TestKafka.offset(6));
        }
        assertThat(offsets.read()).hasValue(TestKafka.offset(6));
        assertThat(TestKafka.values(kafka.bootstrap(), rows, "read_committed")).containsExactly("a", "bc");
    }

    @Test
    void anAbortIsInvisible() {
        try (TransactionalWriter writer = open(kafka, Map.of("linger.ms", "0"))) {
            writer.send(TestKafka.record(rows, "gone"));
            await().atMost(LIMIT).until(() -> TestKafka.values(kafka.bootstrap(), rows, "read_uncommitted")
                    .contains("gone"));
            writer.abort();
            writer.send(TestKafka.record(rows, "kept"));
            writer.commit(TestKafka.offset(1));
        }
        assertThat(TestKafka.values(kafka.bootstrap(), rows, "read_uncommitted"))
                .containsExactly("gone", "kept");
        assertThat(TestKafka.values(kafka.bootstrap(), rows, "read_committed")).containsExactly("kept");
    }

    @Test
    void aSecondWriterFencesTheFirst() {
        try (TransactionalWriter first = open(kafka, Map.of())) {
            first.send(TestKafka.record(rows, "first"));
            try (TransactionalWriter second = open(kafka, Map.of())) {
                second.send(TestKafka.record(rows, "second"));
                second.commit(TestKafka.offset(2));
                assertCode(ErrorCode.KAFKA_FENCED, () -> {
                    first.send(TestKafka.record(rows, "late"));
                    first.commit(TestKafka.offset(1));
                });
            }
        }
        assertThat(TestKafka.values(kafka.bootstrap(), rows, "read_committed")).containsExactly("second");
        assertThat(offsets(TestKafka.clients(kafka.bootstrap(), Map.of())).read())
                .hasValue(TestKafka.offset(2));
    }

    /** Repeated, since the producer tells of the failure in one of two ways, depending on which thread is first. */
    @RepeatedTest(5)
    void aRecordThatTheTopicDoesNotTakeIsNamedWithItsSize() {
        kafka.createTopic(name + ".small", 1, Map.of("max.message.bytes", "1000"));
        try (TransactionalWriter writer = open(kafka, Map.of("compression.type", "none"))) {
            assertThatThrownBy(() -> {
                        writer.send(TestKafka.record(name + ".small", "x".repeat(5_000)));
                        writer.commit(TestKafka.offset(1));
                    })
                    .isInstanceOfSatisfying(CulvertException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.RECORD_TOO_LARGE);
                        assertThat(e.object()).contains(name + ".small");
                        assertThat(e.fact()).contains("5000 bytes");
                        assertThat(e.remedy()).contains("max.message.bytes");
                    });
            // and one that not even the producer takes
            writer.abort();
            assertCode(ErrorCode.RECORD_TOO_LARGE, () -> {
                writer.send(new ProducerRecord<>(rows, 0, null, new byte[33 * 1024 * 1024]));
                writer.commit(TestKafka.offset(1));
            });
            writer.abort();
            writer.send(TestKafka.record(rows, "goes on"));
            writer.commit(TestKafka.offset(3));
        }
        assertThat(TestKafka.values(kafka.bootstrap(), rows, "read_committed")).containsExactly("goes on");
    }

    @Test
    void aCommitWithoutAnAnswerIsUnknownAndTheWriterIsDead() {
        try (KafkaServer own = KafkaServer.builder().start()) {
            create(own);
            TransactionalWriter writer = open(
                    own,
                    Map.of(
                            "max.block.ms", "3000",
                            "request.timeout.ms", "1000",
                            "delivery.timeout.ms", "60000",
                            "linger.ms", "0"));
            writer.send(TestKafka.record(rows, "a"));
            writer.prepare(TestKafka.offset(1));
            own.freeze();
            assertCode(ErrorCode.KAFKA_COMMIT_UNKNOWN, writer::complete);
            assertThatThrownBy(() -> writer.send(TestKafka.record(rows, "b")))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(writer::abort).isInstanceOf(IllegalStateException.class);
            long closing = System.nanoTime();
            writer.close();
            assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(20));
            own.thaw();
            // what became of it is read, not guessed: rows and position agree either way
            try (TransactionalWriter successor = open(own, Map.of())) {
                boolean committed = offsets(TestKafka.clients(own.bootstrap(), Map.of()))
                        .read()
                        .isPresent();
                assertThat(TestKafka.values(own.bootstrap(), rows, "read_committed"))
                        .hasSize(committed ? 1 : 0);
                successor.send(TestKafka.record(rows, "after"));
                successor.commit(TestKafka.offset(2));
            }
        }
    }

    @Test
    void anOpenForeignTransactionMakesThePositionUnstable() {
        KafkaClients clients = TestKafka.clients(kafka.bootstrap(), Map.of("linger.ms", "0"));
        try (TransactionalWriter writer = open(kafka, Map.of())) {
            writer.commit(TestKafka.offset(1));
        }
        try (KafkaProducer<byte[], byte[]> foreign = clients.producer(java.util.Optional.of("foreign-" + name))) {
            foreign.initTransactions();
            foreign.beginTransaction();
            offsets(clients).encoder().encode(TestKafka.offset(9)).forEach(foreign::send);
            foreign.flush();
            assertCode(ErrorCode.OFFSET_UNSTABLE, () -> offsets(clients).read());
            foreign.abortTransaction();
            assertThat(offsets(clients).read()).hasValue(TestKafka.offset(1));
        }
    }

    @Test
    void theContextIsWrittenOnceAndAgainAfterAnAbort() {
        OffsetStore offsets = offsets(TestKafka.clients(kafka.bootstrap(), Map.of()));
        try (TransactionalWriter writer = open(kafka, Map.of())) {
            writer.prepare(TestKafka.offset(1));
            writer.abort();
            writer.commit(TestKafka.offset(2));
            writer.commit(TestKafka.offset(3));
        }
        assertThat(offsets.read()).hasValue(TestKafka.offset(3));
        assertThat(TestKafka.values(kafka.bootstrap(), name + ".offsets", "read_committed"))
                .satisfiesExactly(
                        context ->
                                assertThat(context).contains("systemIdentifier").doesNotContain("commitEndLsn"),
                        second -> assertThat(second).contains("commitEndLsn").doesNotContain("systemIdentifier"),
                        third -> assertThat(third).contains("commitEndLsn").doesNotContain("systemIdentifier"));
    }

    @Test
    void aDeletedPositionIsGone() {
        OffsetStore offsets = offsets(TestKafka.clients(kafka.bootstrap(), Map.of()));
        try (TransactionalWriter writer = open(kafka, Map.of())) {
            writer.commit(TestKafka.offset(1));
        }
        assertThat(offsets.read()).isPresent();
        offsets.delete();
        assertThat(offsets.read()).isEmpty();
        assertThat(new OffsetStore(TestKafka.clients(kafka.bootstrap(), Map.of()), "no.such.topic", name, LIMIT).read())
                .isEmpty();
    }

    @Test
    void aBrokerThatComesBackIsWaitedFor() {
        try (KafkaServer own = KafkaServer.builder().start()) {
            create(own);
            try (TransactionalWriter writer = open(own, Map.of())) {
                writer.send(TestKafka.record(rows, "before"));
                own.restart();
                writer.send(TestKafka.record(rows, "after"));
                writer.commit(TestKafka.offset(1));
            }
            assertThat(TestKafka.values(own.bootstrap(), rows, "read_committed"))
                    .containsExactly("before", "after");
        }
    }
}
