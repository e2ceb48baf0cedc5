package dev.culvert.sink.kafka.record;

import static dev.culvert.sink.kafka.record.TestRow.ABSENT;
import static dev.culvert.sink.kafka.record.TestRow.NULL;
import static dev.culvert.sink.kafka.record.TestTables.INT4;
import static dev.culvert.sink.kafka.record.TestTables.INT8;
import static dev.culvert.sink.kafka.record.TestTables.NUMERIC_12_2;
import static dev.culvert.sink.kafka.record.TestTables.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.change.ColumnType;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.RowCursor.Before;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.Transaction;
import dev.culvert.schemas.definition.FormatDefinition.Envelope;
import dev.culvert.schemas.definition.RegistryDefinition;
import dev.culvert.schemas.definition.RegistryDefinition.Compatibility;
import dev.culvert.schemas.definition.RegistryDefinition.OnIncompatibleSchema;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.kafka.TestKafka;
import dev.culvert.sink.kafka.client.KafkaClients;
import dev.culvert.sink.kafka.offset.OffsetStore;
import dev.culvert.sink.kafka.registry.SchemaRegistry;
import dev.culvert.sink.kafka.topic.TopicRef;
import dev.culvert.sink.kafka.transaction.TransactionLog;
import dev.culvert.sink.kafka.writer.TransactionalWriter;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.registry.RegistryServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** From a change to what a consumer reads with the plain Avro library and the schemas of the registry, through real servers. */
class RecordEncoderIT {
    private final String name = "e" + UUID.randomUUID().toString().replace("-", "");
    private final KafkaServer kafka = KafkaServer.shared();
    private final KafkaClients clients = TestKafka.clients(kafka.bootstrap(), Map.of());
    private final SchemaRegistry registry = new SchemaRegistry(
            new RegistryDefinition(
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Compatibility.BACKWARD,
                    OnIncompatibleSchema.STOP),
            Optional.of(RegistryServer.shared().url()));
    private final TableId id = new TableId("pub.lic", "örders");
    private final TopicRef rows = new TopicRef(name + ".rows", "id", 4, true);
    private final TopicRef transactions = new TopicRef(name + ".transactions", "id", 1, false);

    private TableSchema orders(Object... more) {
        List<Object> columns = new ArrayList<>(List.of(
                "id",
                INT4,
                "amount",
                NUMERIC_12_2,
                "tags",
                new ColumnType(1009, -1, "pg_catalog", "_text", ColumnType.Kind.ARRAY, Optional.of(TEXT), List.of())));
        columns.addAll(List.of(more));
        return TestTables.table(id, List.of(0), columns.toArray());
    }

    private TableFormats formats() {
        return TableFormats.avro(Envelope.DEBEZIUM, registry, name, "db", table -> rows);
    }

    private GenericRecord decode(byte[] bytes) {
        try {
            int schemaId = ByteBuffer.wrap(bytes, 1, 4).getInt();
            return new GenericDatumReader<GenericRecord>(
                            registry.schema(schemaId).orElseThrow())
                    .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic, int partitions) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer()) {
            List<TopicPartition> all = new ArrayList<>();
            for (int i = 0; i < partitions; i++) {
                all.add(new TopicPartition(topic, i));
            }
            all.forEach(each -> TestKafka.awaitNoOpenTransaction(clients.bootstrap(), each));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    @Test
    void aConsumerRebuildsTheTableAndCountsTheTransaction() {
        kafka.createTopic(rows.name(), rows.partitions(), Map.of("cleanup.policy", "compact"));
        kafka.createTopic(transactions.name(), 1, Map.of());
        kafka.createTopic(name + ".offsets", 1, Map.of());
        TableSchema orders = orders();
        List<RowCursor> changes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            changes.add(TestRow.insert(orders, Integer.toString(i), i + ".50", "{a,NULL}"));
        }
        for (int i = 0; i < 50; i++) {
            changes.add(TestRow.update(orders, Integer.toString(i), "NaN", "{{1,2},{3,4}}"));
        }
        for (int i = 0; i < 20; i++) {
            changes.add(TestRow.delete(orders, Before.IDENTITY, Integer.toString(i), ABSENT, ABSENT));
        }
        changes.add(TestRow.update(
                orders, Before.IDENTITY, new String[] {"99", ABSENT, ABSENT}, "1099", NULL, "[5:5]={x}"));
        RecordEncoder encoder = new RecordEncoder(formats());
        TransactionLog log = TransactionLog.avro(transactions, registry);
        OffsetStore offsets = new OffsetStore(clients, name + ".offsets", name, Duration.ofSeconds(1));
        try (TransactionalWriter writer =
                TransactionalWriter.open(clients, "culvert.1." + name, offsets, Duration.ofSeconds(30))) {
            Transaction transaction = new Transaction(700, Instant.EPOCH, 1);
            log.begin(transaction);
            ChangeContext context = new ChangeContext().transaction(1, 700, Instant.EPOCH);
            long ordinal = 0;
            for (RowCursor change : changes) {
                ordinal++;
                log.change();
                encoder.row(change, context.change(ordinal, ordinal), record -> {
                    log.count(record);
                    writer.send(record);
                });
            }
            writer.send(log.commit(Lsn.parse("1/2")));
            writer.commit(TestKafka.offset(1));
        }

        Map<Object, GenericRecord> table = new LinkedHashMap<>();
        Map<Integer, Long> counted = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : read(rows.name(), rows.partitions())) {
            Object key = decode(record.key()).get("id");
            if (record.value() == null) {
                assertThat(table).doesNotContainKey(key);
                continue;
            }
            counted.merge(record.partition(), 1L, Long::sum);
            GenericRecord value = decode(record.value());
            if (value.get("op").toString().equals("d")) {
                assertThat(table.remove(key)).isNotNull();
            } else {
                table.put(key, (GenericRecord) value.get("after"));
            }
        }
        assertThat(table).hasSize(80).containsKey(1099).doesNotContainKeys(99, 0, 19);
        assertThat(((GenericRecord) table.get(20).get("amount")).get("text")).hasToString("NaN");
        assertThat(((GenericRecord) table.get(20).get("tags")).get("lengths")).hasToString("[2, 2]");
        assertThat(table.get(60).get("tags")).hasToString("[a, null]");
        assertThat(((GenericRecord) table.get(1099).get("tags")).get("lower_bounds"))
                .hasToString("[5]");

        GenericRecord said = decode(read(transactions.name(), 1).get(0).value());
        assertThat(said.get("changes")).isEqualTo((long) changes.size());
        Map<Integer, Long> promised = new LinkedHashMap<>();
        for (Object each : (List<?>) said.get("partitions")) {
            GenericRecord partition = (GenericRecord) each;
            assertThat(partition.get("topic")).hasToString(rows.name());
            promised.put((Integer) partition.get("partition"), (Long) partition.get("records"));
        }
        assertThat(promised).isEqualTo(counted);
    }

    @Test
    void aNewColumnGoesOnAndAChangedTypeStopsWithTheField() {
        TableFormat first = formats().of(orders());
        assertThat(formats().of(orders()).valueSchemaId()).isEqualTo(first.valueSchemaId());
        TableFormat wider = formats().of(orders("note", TEXT));
        assertThat(wider.valueSchemaId()).isNotEqualTo(first.valueSchemaId());
        assertThat(wider.keySchemaId()).isEqualTo(first.keySchemaId());
        assertThat(wider.keyFingerprint()).isEqualTo(first.keyFingerprint());
        assertThatThrownBy(() -> formats().of(orders("note", INT8)))
                .isInstanceOfSatisfying(CulvertException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.REGISTRY_INCOMPATIBLE);
                    assertThat(e.fact()).contains("note");
                });
    }
}
