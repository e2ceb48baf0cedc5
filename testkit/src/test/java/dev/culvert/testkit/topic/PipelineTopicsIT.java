package dev.culvert.testkit.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.registry.RegistryServer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The checker against records that this test writes by hand, right and wrong ones. */
class PipelineTopicsIT {
    private static final AtomicInteger TOPICS = new AtomicInteger();

    private final KafkaServer kafka = KafkaServer.shared();
    private final PostgresDatabase database = PostgresServer.shared(18).createDatabase("checker");
    private final String topic = "t" + TOPICS.incrementAndGet();

    @BeforeEach
    void create() {
        kafka.createTopic(topic, 1, Map.of());
        database.execute(
                "ALTER DATABASE " + database.name() + " SET datestyle = 'German'",
                "CREATE DOMAIN money2 AS numeric(10,2)",
                """
                CREATE TABLE t (id bigint PRIMARY KEY, "a b" char(3), amount money2, at timestamptz, day date,
                  f float8, raw bytea, ok bool, tags text[], twice bigint GENERATED ALWAYS AS (id * 2) STORED)""",
                """
                INSERT INTO t VALUES (1, 'x', 12.50, '2024-02-29 12:00:00.5+00', '0044-03-15 BC', 0.1, '\\x00ff', true,
                  '{"a,b",NULL,""}'), (2, NULL, 'NaN', 'infinity', 'infinity', '-0', NULL, false, '[0:1]={x,y}'),
                  (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}')""");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void findsATableInAvroEqual() throws Exception {
        AvroTopic avro = new AvroTopic(RegistryServer.shared().url(), topic);
        sendAvro(avro, 12_50);
        PipelineTopics read = avro().read();
        assertThat(read.problems()).isEmpty();
        assertThat(read.differences(topic, table())).isEmpty();
        assertThat(read.image(topic).size()).isEqualTo(3);
        assertThat(read.records()).isEqualTo(7);
    }

    @Test
    void findsAWrongValueAMissingAndAnAddedRow() throws Exception {
        AvroTopic avro = new AvroTopic(RegistryServer.shared().url(), topic);
        sendAvro(avro, 12_51);
        database.execute("DELETE FROM t WHERE id = 2", "INSERT INTO t (id) VALUES (5)");
        assertThat(avro().read().differences(topic, table()))
                .containsExactlyInAnyOrder(
                        "[id] = ['1']: column amount is '12.51' in the topic and '12.50' in the database",
                        "missing in the topic: [id] = ['5']",
                        "not in the database: [id] = ['2']");
    }

    @Test
    void aColumnOrRowThatWasToBeLeftOutIsADifference() throws Exception {
        AvroTopic avro = new AvroTopic(RegistryServer.shared().url(), topic);
        sendAvro(avro, 12_50);
        PipelineTopics read = avro().read();
        assertThat(read.differences(topic, table().columns("id", "ok"))).hasSize(3);
        assertThat(read.differences(topic, table().where("id <> 3")))
                .containsExactly("not in the database: [id] = ['3']");
    }

    @Test
    void committedReadersDoNotSeeAbortedRecordsAndUncommittedOnesDo() throws Exception {
        AvroTopic avro = new AvroTopic(RegistryServer.shared().url(), topic);
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", topic))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(avro.change("c", avro.row(1), 1, 1));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(avro.change("c", avro.row(1), 1, 1));
            producer.commitTransaction();
        }
        assertThat(avro().read().problems()).isEmpty();
        assertThat(avro().isolation(TopicReader.Isolation.UNCOMMITTED).read().problems())
                .hasSize(2)
                .anyMatch(problem -> problem.startsWith("again: txn_seq 1, ordinal 1"));
    }

    @Test
    void findsATableInJsonEqual() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            producer.send(
                    json(
                            1,
                            """
                    "a b":"x  ","amount":"12.50","at":"2024-02-29 12:00:00.5Z","day":"0044-03-15 BC","f":0.1,"raw":"AP8=",
                    "ok":true,"tags":["a,b",null,""]"""));
            producer.send(
                    json(
                            2,
                            """
                    "a b":null,"amount":"NaN","at":"infinity","day":"infinity","f":-0.0,"raw":null,"ok":false,"tags":"[0:1]={x,y}\""""));
            producer.send(
                    json(
                            3,
                            "\"a b\":null,\"amount\":null,\"at\":null,\"day\":null,\"f\":null,\"raw\":null,\"ok\":null,\"tags\":[]"));
        }
        PipelineTopics read = PipelineTopics.of(kafka.bootstrap()).tables(topic).read();
        assertThat(read.problems()).isEmpty();
        assertThat(read.differences(topic, table())).isEmpty();
        database.execute("UPDATE t SET raw = '\\x00fe', at = at + interval '1us' WHERE id = 1");
        assertThat(read.differences(topic, table())).hasSize(2);
    }

    private void sendAvro(AvroTopic avro, long cents) {
        GenericRecord first = avro.row(1);
        first.put("a_x20_b", "x  ");
        first.put("at", 1_709_208_000_500_000L);
        first.put("day", (int) LocalDate.of(-43, 3, 15).toEpochDay());
        first.put("f", 0.1);
        first.put("raw", ByteBuffer.wrap(new byte[] {0, -1}));
        first.put("ok", true);
        first.put("tags", Arrays.asList("a,b", null, ""));
        GenericRecord touched = avro.row(1);
        first.getSchema().getFields().forEach(field -> touched.put(field.pos(), first.get(field.pos())));
        touched.put("amount", AvroTopic.decimal(cents));
        touched.put("a_x20_b", null);
        GenericRecord second = avro.row(2);
        second.put("amount", avro.text("NaN"));
        second.put("at", Long.MAX_VALUE);
        second.put("day", Integer.MAX_VALUE);
        second.put("f", -0.0);
        second.put("ok", false);
        second.put("tags", avro.array(List.of(0), List.of(2), List.of("x", "y")));
        GenericRecord third = avro.row(3);
        third.put("tags", List.of());
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            producer.send(avro.change("r", first, 0, 0));
            producer.send(avro.change("c", second, 1, 1));
            producer.send(avro.change("u", touched, 1, 2, "a_x20_b"));
            producer.send(avro.change("c", avro.row(4), 2, 1));
            producer.send(avro.change("d", avro.row(4), 3, 1));
            producer.send(avro.tombstone(4));
            producer.send(avro.change("c", third, 3, 1));
        }
    }

    private ProducerRecord<byte[], byte[]> json(long id, String members) {
        String value =
                """
                {"before":null,"after":{"id":%d,%s},"source":{"schema":"public","table":"t","snapshot":"false","generation":0,
                "txId":7,"lsn":1,"txn_seq":%d,"ordinal":1},"op":"c","ts_ms":0,"transaction":null,"unchanged":[]}"""
                        .formatted(id, members, id);
        return new ProducerRecord<>(topic, 0, bytes("{\"id\":" + id + "}"), bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private PipelineTopics.Builder avro() {
        return PipelineTopics.of(kafka.bootstrap())
                .avro(RegistryServer.shared().url())
                .tables(topic);
    }

    private TableComparison table() {
        return TableComparison.of(database, "public", "t");
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", kafka.bootstrap());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
