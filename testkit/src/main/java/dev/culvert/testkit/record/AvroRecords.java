package dev.culvert.testkit.record;

import dev.culvert.testkit.record.TableRecord.Change;
import dev.culvert.testkit.record.TableRecord.Operation;
import dev.culvert.testkit.record.TableRecord.Origin;
import dev.culvert.testkit.record.TableRecord.Place;
import dev.culvert.testkit.record.TableRecord.Tombstone;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Avro in Confluent's wire format: a zero, the schema's id in four bytes, the body. Envelope or flat, by the schema. */
final class AvroRecords implements RecordDecoder {
    private static final int HEADER_BYTES = 5;
    private static final String OWN_FIELD = "__";

    private final Map<Schema, GenericDatumReader<GenericRecord>> readers = new HashMap<>();
    private final Map<Schema, Columns> columns = new HashMap<>();
    private final SchemasById schemas;
    private BinaryDecoder decoder;

    /** Column names of a record schema, and the fields' places. */
    private record Columns(List<String> names, List<Schema.Field> fields, Map<String, String> byField) {}

    AvroRecords(SchemasById schemas) {
        this.schemas = schemas;
    }

    @Override
    public TableRecord table(ConsumerRecord<byte[], byte[]> record) {
        Place place = new Place(record.topic(), record.partition(), record.offset());
        Optional<Row> key = Optional.ofNullable(record.key()).map(bytes -> row(read(bytes, place)));
        if (record.value() == null) {
            return new Tombstone(
                    place, key.orElseThrow(() -> new RecordFormatException(place + " has no key and no value")));
        }
        GenericRecord value = read(record.value(), place);
        return value.getSchema().getField("__op") == null ? envelope(place, key, value) : flat(place, key, value);
    }

    private Change envelope(Place place, Optional<Row> key, GenericRecord value) {
        GenericRecord source = (GenericRecord) value.get("source");
        Optional<GenericRecord> before = Optional.ofNullable((GenericRecord) value.get("before"));
        Optional<GenericRecord> after = Optional.ofNullable((GenericRecord) value.get("after"));
        Origin origin = new Origin(
                source.get("schema").toString(),
                source.get("table").toString(),
                (Long) source.get("lsn"),
                Optional.ofNullable((Long) source.get("txId")),
                source.get("snapshot").toString().equals("true"),
                (Integer) source.get("generation"),
                (Long) source.get("txn_seq"),
                (Long) source.get("ordinal"));
        return new Change(
                place,
                key,
                Operation.of(value.get("op").toString()),
                before.map(this::row),
                after.map(this::row),
                after.map(row -> unchanged(value.get("unchanged"), row.getSchema()))
                        .orElse(Set.of()),
                origin,
                (Long) value.get("ts_ms"));
    }

    private Change flat(Place place, Optional<Row> key, GenericRecord value) {
        Operation operation = Operation.of(value.get("__op").toString());
        Row row = row(value);
        boolean isAfter = operation != Operation.DELETE && operation != Operation.TRUNCATE;
        int generation = (Integer) value.get("__generation");
        Origin origin = new Origin(
                "",
                "",
                (Long) value.get("__lsn"),
                Optional.empty(),
                generation > 0,
                generation,
                (Long) value.get("__txn_seq"),
                (Long) value.get("__ordinal"));
        return new Change(
                place,
                key,
                operation,
                operation == Operation.DELETE ? Optional.of(row) : Optional.empty(),
                isAfter ? Optional.of(row) : Optional.empty(),
                unchanged(value.get("__unchanged"), value.getSchema()),
                origin,
                (Long) value.get("__ts_ms"));
    }

    /** Defaults as Avro's own library reads them. */
    @Override
    public Optional<Row> newestColumns(String topic) {
        return schemas.newest(topic + "-value").map(schema -> {
            Columns own = columns(rowSchema(schema));
            List<Cell> cells = new ArrayList<>(own.fields().size());
            for (Schema.Field field : own.fields()) {
                cells.add(
                        field.hasDefaultValue()
                                ? AvroCells.cell(GenericData.get().getDefaultValue(field), field.schema())
                                : Cell.Null.NULL);
            }
            return new Row(own.names(), cells);
        });
    }

    private static Schema rowSchema(Schema value) {
        return value.getField("after") == null
                ? value
                : value.getField("after").schema().getTypes().get(1);
    }

    @Override
    public TransactionRecord transaction(ConsumerRecord<byte[], byte[]> record) {
        Place place = new Place(record.topic(), record.partition(), record.offset());
        GenericRecord value = read(record.value(), place);
        Map<TopicPartition, Long> records = new HashMap<>();
        for (Object each : (List<?>) value.get("partitions")) {
            GenericRecord partition = (GenericRecord) each;
            records.put(
                    new TopicPartition(partition.get("topic").toString(), (Integer) partition.get("partition")),
                    (Long) partition.get("records"));
        }
        return new TransactionRecord(
                place,
                value.get("id").toString(),
                (Long) value.get("txn_seq"),
                (Long) value.get("xid"),
                (Long) value.get("commit_end_lsn"),
                (Long) value.get("changes"),
                records);
    }

    private GenericRecord read(byte[] bytes, Place place) {
        if (bytes.length < HEADER_BYTES || bytes[0] != 0) {
            throw new RecordFormatException(place + " is not in Confluent's wire format");
        }
        Schema schema = schemas.schema(ByteBuffer.wrap(bytes).getInt(1));
        try {
            decoder = DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, decoder);
            GenericRecord record =
                    readers.computeIfAbsent(schema, GenericDatumReader::new).read(null, decoder);
            if (!decoder.isEnd()) {
                throw new RecordFormatException(place + " has bytes after its end");
            }
            return record;
        } catch (IOException e) {
            throw new RecordFormatException(place + " is not as its schema says", e);
        }
    }

    private Row row(GenericRecord record) {
        Columns own = columns(record.getSchema());
        List<Cell> cells = new ArrayList<>(own.fields().size());
        for (Schema.Field field : own.fields()) {
            cells.add(AvroCells.cell(record.get(field.pos()), field.schema()));
        }
        return new Row(own.names(), cells);
    }

    private Set<String> unchanged(Object fields, Schema schema) {
        Map<String, String> byField = columns(schema).byField();
        Set<String> names = new HashSet<>();
        for (Object field : (List<?>) fields) {
            String name = byField.get(field.toString());
            if (name == null) {
                throw new RecordFormatException("unchanged names " + field + ", which is no field");
            }
            names.add(name);
        }
        return names;
    }

    /** A column whose name Avro cannot take has it in the field's property {@code culvert.name}. */
    private Columns columns(Schema schema) {
        return columns.computeIfAbsent(schema, ignored -> {
            List<String> names = new ArrayList<>();
            List<Schema.Field> fields = new ArrayList<>();
            Map<String, String> byField = new HashMap<>();
            for (Schema.Field field : schema.getFields()) {
                if (!field.name().startsWith(OWN_FIELD)) {
                    String column =
                            Optional.ofNullable(field.getProp("culvert.name")).orElse(field.name());
                    names.add(column);
                    fields.add(field);
                    byField.put(field.name(), column);
                }
            }
            return new Columns(List.copyOf(names), List.copyOf(fields), Map.copyOf(byField));
        });
    }
}
