package dev.culvert.sink.kafka.record;

import static dev.culvert.sink.kafka.record.TestRow.ABSENT;
import static dev.culvert.sink.kafka.record.TestRow.NULL;
import static dev.culvert.sink.kafka.record.TestRow.UNCHANGED;
import static dev.culvert.sink.kafka.record.TestTables.INT4;
import static dev.culvert.sink.kafka.record.TestTables.NUMERIC_12_2;
import static dev.culvert.sink.kafka.record.TestTables.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.RowCursor.Before;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.Truncate;
import dev.culvert.schemas.definition.FormatDefinition.Envelope;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.kafka.topic.ExistingTopic;
import dev.culvert.sink.kafka.topic.TopicRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class RecordEncoderTest {
    private static final TableSchema ORDERS =
            TestTables.table("orders", List.of(0), "id", INT4, "amount", NUMERIC_12_2, "note", TEXT);
    private static final TableSchema LOG = TestTables.table("log", List.of(), "line", TEXT);
    private static final TableSchema COUNTS =
            TestTables.table("orders", List.of(0), "id", INT4, "amount", INT4, "note", TEXT);
    private static final String SECRET = "S3CR3T-value";

    private final Map<Integer, Schema> schemas = new HashMap<>();
    private final ChangeContext context =
            new ChangeContext().transaction(7, 4_000_000_000L, Instant.parse("2026-01-02T03:04:05.678901Z"));

    private List<ProducerRecord<byte[], byte[]>> encode(TableFormats formats, RowCursor row) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        new RecordEncoder(formats).row(row, context.change(3, 2), records::add);
        return records;
    }

    private TableFormats avro(Envelope envelope, boolean compacted) {
        return TableFormats.avro(
                envelope,
                (subject, schema) -> {
                    // as from a registry: by its text
                    schemas.put(schemas.size() + 1, new Schema.Parser().parse(schema.toString()));
                    return schemas.size();
                },
                "shop",
                "db",
                id -> topic(id, compacted));
    }

    private static TopicRef topic(TableId id, boolean compacted) {
        return new TopicRef("shop.public." + id.name(), "id", 6, compacted);
    }

    private static TableFormats json(Envelope envelope) {
        return TableFormats.json(envelope, "shop", "db", id -> topic(id, false));
    }

    private GenericRecord decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        assertThat(buffer.get()).isZero();
        try {
            var decoder = DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null);
            GenericRecord record =
                    new GenericDatumReader<GenericRecord>(schemas.get(buffer.getInt())).read(null, decoder);
            assertThat(decoder.isEnd()).isTrue();
            return record;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            return new ObjectMapper().readTree(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void writesAnInsertInDebeziumsEnvelope() {
        var records = encode(avro(Envelope.DEBEZIUM, false), TestRow.insert(ORDERS, "1", "12.50", "ü"));
        assertThat(records).hasSize(1);
        ProducerRecord<byte[], byte[]> record = records.get(0);
        assertThat(record.topic()).isEqualTo("shop.public.orders");
        assertThat(record.partition()).isEqualTo(Utils.toPositive(Utils.murmur2(record.key())) % 6);
        assertThat(decode(record.key())).hasToString("{\"id\": 1}");
        GenericRecord value = decode(record.value());
        assertThat(value.get("before")).isNull();
        GenericRecord after = (GenericRecord) value.get("after");
        assertThat(after.get("id")).isEqualTo(1);
        assertThat(after.get("note")).hasToString("ü");
        assertThat(value.get("op")).hasToString("c");
        assertThat(value.get("ts_ms"))
                .isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z").toEpochMilli());
        assertThat(value.get("unchanged")).hasToString("[]");
        GenericRecord source = (GenericRecord) value.get("source");
        assertThat(source)
                .hasToString("{\"version\": \"1\", \"connector\": \"culvert\", \"name\": \"shop\", \"db\": \"db\", "
                        + "\"schema\": \"public\", \"table\": \"orders\", \"snapshot\": \"false\", \"generation\": 0, "
                        + "\"txId\": 4000000000, \"lsn\": 4306226671, \"ts_us\": 1767323045678901, \"txn_seq\": 7, "
                        + "\"ordinal\": 3}");
        assertThat(value.get("transaction"))
                .hasToString("{\"id\": \"4000000000:7\", \"total_order\": 3, \"data_collection_order\": 2}");
    }

    @Test
    void jsonSaysTheSameAsAvro() {
        byte[] bytes = encode(json(Envelope.DEBEZIUM), TestRow.insert(ORDERS, "1", "12.50", "a\"b\\c\n\u0001ü😀"))
                .get(0)
                .value();
        JsonNode value = parse(bytes);
        assertThat(value.get("after").toString())
                .isEqualTo("{\"id\":1,\"amount\":\"12.50\",\"note\":\"a\\\"b\\\\c\\n\\u0001ü😀\"}");
        assertThat(value.get("before").isNull()).isTrue();
        assertThat(value.get("source").get("txId").asLong()).isEqualTo(4_000_000_000L);
        assertThat(value.get("source").get("table").asText()).isEqualTo("orders");
        assertThat(value.get("transaction").get("id").asText()).isEqualTo("4000000000:7");
        assertThat(value.get("unchanged").isEmpty()).isTrue();
    }

    @Test
    void namesUnchangedColumnsAndLeavesThemNull() {
        TestRow row = TestRow.update(ORDERS, "1", NULL, UNCHANGED);
        GenericRecord value =
                decode(encode(avro(Envelope.DEBEZIUM, false), row).get(0).value());
        assertThat(((GenericRecord) value.get("after")).get("note")).isNull();
        assertThat(value.get("unchanged")).hasToString("[note]");
        assertThat(decode(encode(avro(Envelope.FLAT, false), row).get(0).value())
                        .get("__unchanged"))
                .hasToString("[note]");
        assertThat(parse(encode(json(Envelope.DEBEZIUM), row).get(0).value())
                        .get("unchanged")
                        .toString())
                .isEqualTo("[\"note\"]");
        assertThat(parse(encode(json(Envelope.FLAT), row).get(0).value())
                        .get("__unchanged")
                        .toString())
                .isEqualTo("[\"note\"]");
    }

    @Test
    void takesAnUnchangedValueFromTheOldRowWhereItIsThere() {
        TestRow row = TestRow.update(ORDERS, Before.FULL, new String[] {"1", "1.00", "long"}, "1", "2.00", UNCHANGED);
        GenericRecord value =
                decode(encode(avro(Envelope.DEBEZIUM, false), row).get(0).value());
        assertThat(((GenericRecord) value.get("after")).get("note")).hasToString("long");
        assertThat(((GenericRecord) value.get("before")).get("note")).hasToString("long");
        assertThat(value.get("unchanged")).hasToString("[]");
    }

    @Test
    void aChangeOfKeyIsADeleteAndACreate() {
        TestRow row =
                TestRow.update(ORDERS, Before.IDENTITY, new String[] {"1", ABSENT, ABSENT}, "2", "2.00", UNCHANGED);
        var records = encode(avro(Envelope.DEBEZIUM, true), row);
        assertThat(records).hasSize(3);
        assertThat(decode(records.get(0).key())).hasToString("{\"id\": 1}");
        assertThat(decode(records.get(0).value()).get("op")).hasToString("d");
        assertThat(((GenericRecord) decode(records.get(0).value()).get("before")).get("id"))
                .isEqualTo(1);
        assertThat(records.get(1).value()).isNull();
        assertThat(records.get(1).key()).isEqualTo(records.get(0).key());
        GenericRecord created = decode(records.get(2).value());
        assertThat(decode(records.get(2).key())).hasToString("{\"id\": 2}");
        assertThat(created.get("op")).hasToString("c");
        assertThat(created.get("before")).isNull();
        assertThat(created.get("unchanged")).hasToString("[note]");
    }

    @Test
    void anUpdateWithTheSameIdentityStaysAnUpdate() {
        TestRow row = TestRow.update(ORDERS, Before.IDENTITY, new String[] {"1", ABSENT, ABSENT}, "1", "2.00", "n");
        var records = encode(avro(Envelope.DEBEZIUM, true), row);
        assertThat(records).hasSize(1);
        assertThat(decode(records.get(0).value()).get("op")).hasToString("u");
    }

    @Test
    void aTombstoneFollowsADeleteOnlyOnACompactedTopic() {
        TestRow row = TestRow.delete(ORDERS, Before.IDENTITY, "1", ABSENT, ABSENT);
        assertThat(encode(avro(Envelope.DEBEZIUM, false), row)).hasSize(1);
        assertThat(encode(avro(Envelope.DEBEZIUM, true), row))
                .extracting(record -> record.value() == null)
                .containsExactly(false, true);
    }

    @Test
    void jsonLeavesAbsentColumnsOut() {
        TestRow row = TestRow.delete(ORDERS, Before.IDENTITY, "1", ABSENT, ABSENT);
        JsonNode value = parse(encode(json(Envelope.DEBEZIUM), row).get(0).value());
        assertThat(value.get("before").toString()).isEqualTo("{\"id\":1}");
        assertThat(value.get("after").isNull()).isTrue();
    }

    @Test
    void truncateGoesToEveryPartition() {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        Truncate truncate = new Truncate(List.of(ORDERS), Lsn.parse("1/2"));
        new RecordEncoder(avro(Envelope.DEBEZIUM, false))
                .truncate(ORDERS, truncate, context.change(1, 1), records::add);
        assertThat(records).extracting(ProducerRecord::partition).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(records).allSatisfy(record -> {
            assertThat(record.key()).isNull();
            assertThat(decode(record.value()).get("op")).hasToString("t");
        });
        new RecordEncoder(avro(Envelope.FLAT, false)).truncate(ORDERS, truncate, context, records::add);
        assertThat(decode(records.get(6).value()).get("id")).isNull();
        assertThatThrownBy(() -> new RecordEncoder(avro(Envelope.DEBEZIUM, true))
                        .truncate(ORDERS, truncate, context, records::add))
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRUNCATE_COMPACTED));
    }

    @Test
    void aTableWithoutAKeyGoesToPartitionZero() {
        var records = encode(avro(Envelope.DEBEZIUM, false), TestRow.insert(LOG, "x"));
        assertThat(records.get(0).key()).isNull();
        assertThat(records.get(0).partition()).isZero();
        assertThat(schemas).hasSize(1);
    }

    @Test
    void snapshotAndNoOpUpdateGiveTheSameAfter() {
        TableFormats formats = avro(Envelope.DEBEZIUM, false);
        RecordEncoder encoder = new RecordEncoder(formats);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        encoder.row(
                TestRow.read(ORDERS, "1", "NaN", "x"),
                new ChangeContext().snapshot(2, Instant.EPOCH).change(1, 1),
                records::add);
        encoder.row(TestRow.update(ORDERS, "1", "NaN", "x"), context.change(1, 1), records::add);
        GenericRecord read = decode(records.get(0).value());
        GenericRecord updated = decode(records.get(1).value());
        assertThat(read.get("after")).isEqualTo(updated.get("after"));
        assertThat(records.get(0).key()).isEqualTo(records.get(1).key());
        GenericRecord source = (GenericRecord) read.get("source");
        assertThat(source.get("snapshot")).hasToString("true");
        assertThat(source.get("generation")).isEqualTo(2);
        assertThat(source.get("txId")).isNull();
        assertThat(read.get("transaction")).isNull();
    }

    @Test
    void theSameChangeGivesTheSameBytes() {
        TestRow row = TestRow.insert(ORDERS, "1", "12.50", "x");
        var first = encode(avro(Envelope.DEBEZIUM, false), row).get(0);
        schemas.clear();
        var again = encode(avro(Envelope.DEBEZIUM, false), row).get(0);
        assertThat(again.key()).isEqualTo(first.key());
        assertThat(again.value()).isEqualTo(first.value());
    }

    @Test
    void commentsAndNullabilityDoNotReachTheKey() {
        TableSchema commented = new TableSchema(
                ORDERS.id(),
                1,
                ORDERS.columns().stream()
                        .map(c -> new Column(c.name(), c.type(), true, Optional.of("a comment")))
                        .toList(),
                ORDERS.key(),
                dev.culvert.schemas.change.ReplicaIdentity.FULL,
                9);
        assertThat(TableFormats.keySchema(commented, "t").orElseThrow().toString())
                .isEqualTo(TableFormats.keySchema(ORDERS, "t").orElseThrow().toString());
        assertThat(TableFormats.valueSchema(commented, "t", Envelope.DEBEZIUM).toString())
                .contains("a comment");
    }

    @Test
    void anUndecodableValueIsNamedAndNotShown() {
        TestRow row = TestRow.insert(ORDERS, SECRET, "1", "x");
        for (TableFormats formats : List.of(avro(Envelope.DEBEZIUM, false), json(Envelope.FLAT))) {
            assertThatThrownBy(() -> encode(formats, row)).isInstanceOfSatisfying(CulvertException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.VALUE_UNDECODABLE);
                assertThat(e.object()).isEqualTo("table public.orders");
                assertThat(e.fact()).contains("\"id\"", "int4", "transaction 7", "change 3");
                assertThat(e.getMessage() + e.fact() + e.remedy() + e.getCause())
                        .doesNotContain(SECRET);
            });
        }
    }

    private static RecordEncoder lettering(TableFormats formats, int limit) {
        ExistingTopic topic =
                new ExistingTopic(topic(ORDERS.id(), false), 1, Map.of("max.message.bytes", Integer.toString(limit)));
        return new RecordEncoder(
                formats,
                new DeadLetters("shop.dead-letter", "shop", "db"),
                new SizeLimits(List.of(topic), Map.of("max.request.size", "100000000", "buffer.memory", "100000000")));
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader("culvert." + name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void whatNoCodecTakesIsALetterWithTheRowAsText() {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        RecordEncoder encoder = lettering(avro(Envelope.DEBEZIUM, false), 1_000_000);
        context.commitLsn(Lsn.parse("1/ABCE00"));
        boolean ofItsTopic = encoder.row(
                TestRow.update(COUNTS, Before.FULL, new String[] {"1", "100", "old"}, "1", SECRET, UNCHANGED),
                context.change(3, 2),
                records::add);

        assertThat(ofItsTopic).isFalse();
        assertThat(records).hasSize(1);
        ProducerRecord<byte[], byte[]> letter = records.get(0);
        assertThat(letter.topic()).isEqualTo("shop.dead-letter");
        assertThat(letter.partition()).isZero();
        assertThat(new String(letter.key(), StandardCharsets.UTF_8))
                .isEqualTo("{\"schema\":\"public\",\"table\":\"orders\",\"key\":{\"id\":\"1\"}}");
        assertThat(header(letter, "letter")).isEqualTo("0/7/3");
        assertThat(header(letter, "code")).isEqualTo("CV-VALUE-UNDECODABLE");
        JsonNode document = parse(letter.value());
        assertThat(document.get("reason").asText()).contains("\"amount\"").doesNotContain(SECRET);
        assertThat(document.get("position").toString())
                .isEqualTo("{\"snapshot\":false,\"generation\":0,\"txn_seq\":7,\"ordinal\":3,\"xid\":4000000000,"
                        + "\"lsn\":\"1/ABCDEF\",\"commit_lsn\":\"1/ABCE00\","
                        + "\"commit_time\":\"2026-01-02T03:04:05.678901Z\"}");
        assertThat(document.get("before").toString()).isEqualTo("{\"id\":\"1\",\"amount\":\"100\",\"note\":\"old\"}");
        // the old row has what the change did not touch
        assertThat(document.get("after").toString())
                .isEqualTo("{\"id\":\"1\",\"amount\":\"" + SECRET + "\",\"note\":\"old\"}");
        assertThat(document.get("unchanged")).isEmpty();
    }

    /** Not one half in its topic and the other half aside. */
    @Test
    void aChangeOfKeyIsALetterAsAWhole() {
        RecordEncoder encoder = lettering(avro(Envelope.DEBEZIUM, true), 1_000_000);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        encoder.row(
                TestRow.update(COUNTS, Before.IDENTITY, new String[] {"1", ABSENT, ABSENT}, "2", SECRET, UNCHANGED),
                context.change(3, 2),
                records::add);
        assertThat(records).extracting(ProducerRecord::topic).containsExactly("shop.dead-letter");
        JsonNode document = parse(records.get(0).value());
        assertThat(document.get("before").toString()).isEqualTo("{\"id\":\"1\"}");
        assertThat(document.get("unchanged").toString()).isEqualTo("[\"note\"]");
        assertThat(document.get("after").has("note")).isFalse();
    }

    @Test
    void aKeyThatIsNoneIsALetter() {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        lettering(json(Envelope.FLAT), 1_000_000)
                .row(TestRow.insert(ORDERS, NULL, "1", "x"), context.change(1, 1), records::add);
        assertThat(new String(records.get(0).key(), StandardCharsets.UTF_8)).contains("\"key\":{\"id\":null}");
    }

    @Test
    void whatIsTooLargeGoesInPieces() {
        String note = "ü".repeat(1_200_000);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        RecordEncoder encoder = lettering(avro(Envelope.DEBEZIUM, false), 1_000_000);
        assertThat(encoder.row(TestRow.insert(ORDERS, "1", "1.00", "small"), context.change(1, 1), records::add))
                .isTrue();
        assertThat(encoder.row(TestRow.insert(ORDERS, "1", "1.00", note), context.change(2, 2), records::add))
                .isFalse();

        List<ProducerRecord<byte[], byte[]>> letter = records.subList(1, records.size());
        assertThat(letter).hasSize(4).allSatisfy(piece -> {
            assertThat(piece.value().length).isLessThanOrEqualTo(LetterPieces.PIECE_BYTES);
            assertThat(header(piece, "pieces")).isEqualTo("4");
            assertThat(header(piece, "code")).isEqualTo("CV-RECORD-TOO-LARGE");
        });
        ByteBuffer whole = ByteBuffer.allocate(Integer.parseInt(header(letter.get(0), "length")));
        letter.forEach(piece -> whole.put(piece.value()));
        assertThat(whole.hasRemaining()).isFalse();
        assertThat(parse(whole.array()).at("/after/note").asText()).isEqualTo(note);
    }

    @Test
    void aKeyWithoutAValueIsAnError() {
        assertThatThrownBy(() -> encode(avro(Envelope.FLAT, false), TestRow.insert(ORDERS, NULL, "1", "x")))
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VALUE_UNDECODABLE));
    }

    @Test
    void namesThatAvroDoesNotTakeStayApart() {
        TableSchema odd = TestTables.table(
                new TableId("a.b", "ünï \"t\""),
                List.of(0),
                "a b",
                INT4,
                "a_x20_b",
                INT4,
                "",
                TEXT,
                "__op",
                TEXT,
                "ö",
                TEXT);
        for (Envelope envelope : Envelope.values()) {
            GenericRecord value = decode(encode(avro(envelope, false), TestRow.insert(odd, "1", "2", "3", "4", "5"))
                    .get(0)
                    .value());
            GenericRecord row = envelope == Envelope.FLAT ? value : (GenericRecord) value.get("after");
            List<Schema.Field> fields = row.getSchema().getFields().subList(0, 5);
            assertThat(fields)
                    .extracting(field -> row.get(field.pos()).toString())
                    .containsExactly("1", "2", "3", "4", "5");
            assertThat(fields)
                    .extracting(field -> field.getProp("culvert.name"))
                    .containsExactly("a b", "a_x20_b", "", "__op", "ö");
            JsonNode json = parse(encode(json(envelope), TestRow.insert(odd, "1", "2", "3", "4", "5"))
                    .get(0)
                    .value());
            JsonNode object = envelope == Envelope.FLAT ? json : json.get("after");
            assertThat(object.get("a b").asText()).isEqualTo("1");
            assertThat(object.get(envelope == Envelope.FLAT ? "____op" : "__op").asText())
                    .isEqualTo("4");
        }
    }
}
