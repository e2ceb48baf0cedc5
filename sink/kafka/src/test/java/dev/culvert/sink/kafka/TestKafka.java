package dev.culvert.sink.kafka;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.KafkaDefinition;
import dev.culvert.schemas.definition.KafkaDefinition.Delivery;
import dev.culvert.schemas.definition.KafkaDefinition.TopicDefinition;
import dev.culvert.schemas.definition.KafkaSecurity;
import dev.culvert.schemas.position.ColumnContext;
import dev.culvert.schemas.position.CommitMark;
import dev.culvert.schemas.position.EventTopic;
import dev.culvert.schemas.position.InsideTransaction;
import dev.culvert.schemas.position.KeyContext;
import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.Position;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.schemas.position.TableContext;
import dev.culvert.schemas.position.TableShape;
import dev.culvert.schemas.position.WrittenSchema;
import dev.culvert.sink.kafka.client.KafkaClients;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** What tests against a real broker share. */
public final class TestKafka {
    private TestKafka() {}

    public static KafkaDefinition definition(Map<String, String> producer) {
        return definition(producer, KafkaSecurity.none());
    }

    public static KafkaDefinition definition(Map<String, String> producer, KafkaSecurity security) {
        return new KafkaDefinition(
                Optional.empty(),
                false,
                security,
                "{pipeline}.{schema}.{table}",
                new TopicDefinition(3, Optional.empty(), Map.of()),
                Delivery.EXACTLY_ONCE,
                producer);
    }

    public static KafkaClients clients(String bootstrap, Map<String, String> producer) {
        return KafkaClients.of(definition(producer), Optional.of(bootstrap), "test");
    }

    public static ProducerRecord<byte[], byte[]> record(String topic, String value) {
        return new ProducerRecord<>(topic, 0, null, value.getBytes(StandardCharsets.UTF_8));
    }

    public static OffsetRecord offset(long sequence) {
        TableContext table = new TableContext(
                new TableId("public", "örders"),
                16_400,
                16_500,
                new TableShape(
                        List.of(
                                new ColumnContext(1, "id", 23, -1, "int4", Optional.empty(), 731),
                                new ColumnContext(4, "a\"b", 1043, 44, "varchar", Optional.of(""), 4_294_967_295L)),
                        5,
                        List.of("16400 16411"),
                        List.of("16450 sad"),
                        List.of("gone"),
                        "exclude [c]"),
                "(region = 'eu'::text)",
                List.of(),
                "shop.public.orders",
                "AAAA",
                6,
                4,
                "f00d",
                5,
                "cafe",
                List.of("email: hash 0123456789abcdef"),
                3,
                Optional.of(new KeyContext(true, 16_420)));
        return new OffsetRecord(
                new Position(
                        Lsn.parse("1A/3C000060"),
                        sequence,
                        Optional.of(new InsideTransaction(
                                4_000_000_000L,
                                5,
                                77,
                                List.of(new InsideTransaction.Records("shop.public.orders", 2, 5)))),
                        Optional.of(new CommitMark(
                                Lsn.parse("1A/3C000020"), Instant.parse("2026-11-20T10:00:00.000001Z")))),
                new Phase.Streaming(2),
                new PositionContext(
                        "7300000000000000001",
                        5,
                        "shop",
                        3,
                        "culvert_shop",
                        "culvert_shop",
                        16_600,
                        "insert, by root",
                        "751 app",
                        "cluster",
                        List.of(table),
                        List.of(new WrittenSchema("shop.public.orders-value", 5, "cafe")),
                        List.of(new EventTopic("shop.event.order", "BBBB", 6))),
                Instant.parse("2026-11-20T10:00:00.123456Z"),
                "0.1.0");
    }

    /**
     * The values of partition 0 up to its end as it is now. A commit returns when the coordinator has decided, and the markers in
     * the topics follow a moment later: a {@code read_committed} reader waits for them.
     */
    public static List<String> values(String bootstrap, String topic, String isolation) {
        if (isolation.equals("read_committed")) {
            awaitNoOpenTransaction(bootstrap, new TopicPartition(topic, 0));
        }
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("isolation.level", isolation);
        settings.put("auto.offset.reset", "none");
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    values.add(new String(record.value(), StandardCharsets.UTF_8));
                }
            }
        }
        return values;
    }

    /** Waits until every transaction on the partition is over, markers included, 30 s at most. */
    public static void awaitNoOpenTransaction(String bootstrap, TopicPartition partition) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> latest(admin, partition, IsolationLevel.READ_COMMITTED)
                            == latest(admin, partition, IsolationLevel.READ_UNCOMMITTED));
        }
    }

    private static long latest(Admin admin, TopicPartition partition, IsolationLevel isolation) throws Exception {
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
                .partitionResult(partition)
                .get()
                .offset();
    }
}
