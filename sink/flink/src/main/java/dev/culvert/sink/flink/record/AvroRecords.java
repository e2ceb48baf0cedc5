package dev.culvert.sink.flink.record;

import dev.culvert.postgres.copy.CopyText;
import dev.culvert.sink.kafka.registry.SchemaRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Avro in the wire format of Confluent's registry: a zero, the schema's id in four bytes, the body. Values are read as the newest schema of
 * their topic has them, which is asked for again when a record has an id that was not seen: an older record lacks a column that came later,
 * and that schema's default is what its row has.
 */
public final class AvroRecords implements RecordReader {
    private static final int HEADER_BYTES = 5;
    private static final long MICROS_OF_MILLI = 1_000;

    private final SchemaRegistry registry;
    private final Map<Integer, Schema> schemas = new HashMap<>();
    private final Map<Integer, Keys> keys = new HashMap<>();
    private final Map<String, TopicReader> topics = new HashMap<>();
    private final AnnouncementReader announcements = new AnnouncementReader();
    private final AvroCursor cursor = new AvroCursor();
    private BinaryDecoder decoder;

    public AvroRecords(SchemaRegistry registry) {
        this.registry = registry;
    }

    /** @param newest by the ids of their writers' schemas: all read the same columns */
    private record TopicReader(Schema newest, RowFields fields, boolean flat, Map<Integer, Written> newestOf) {}

    /** @param layout where the writer's schema is the newest */
    private record Written(GenericDatumReader<GenericRecord> reader, Optional<RecordLayout> layout) {}

    /** A row of which only its place in the record is known yet. */
    private record Unread(RowFields fields, byte[] record, int at) implements RowText {
        @Override
        public String[] values() {
            return fields.values(record, at);
        }

        @Override
        public void copy(CopyText out) {
            fields.copy(record, at, out);
        }

        @Override
        public void give(RowReceiver out) {
            fields.give(record, at, out);
        }
    }

    /** Keys of one schema. */
    private static final class Keys implements RecordKey.Form {
        private final RowFields fields;
        private final List<String> names;

        Keys(Schema schema) {
            fields = new RowFields(schema);
            names = fields.columns().list().stream().map(Columns.Column::name).toList();
        }

        @Override
        public List<String> names() {
            return names;
        }

        @Override
        public List<String> values(byte[] bytes) {
            return Arrays.asList(fields.values(bytes, HEADER_BYTES));
        }

        @Override
        public void give(byte[] bytes, RowReceiver out) {
            fields.give(bytes, HEADER_BYTES, out);
        }
    }

    @Override
    public Change change(String topic, byte[] key, byte[] value) {
        RecordKey named = key == null ? null : key(key);
        int id = id(value);
        TopicReader reader = topics.get(topic);
        Written written = reader == null ? null : reader.newestOf().get(id);
        if (written == null) {
            reader = newest(topic, id, reader);
            topics.put(topic, reader);
            written = reader.newestOf().get(id);
        }
        if (written.layout().isPresent()) {
            return change(reader, named, written.layout().get(), value);
        }
        GenericRecord record = read(written.reader(), value);
        return reader.flat() ? flat(reader, named, record) : envelope(reader, named, record);
    }

    private Change change(TopicReader reader, RecordKey key, RecordLayout layout, byte[] value) {
        layout.read(cursor.on(value, HEADER_BYTES));
        Change.Place place = layout.place();
        RowFields fields = reader.fields();
        if (isWithoutRow(place)) {
            boolean isOld = place.kind() == Change.Kind.DELETE && layout.oldAt() >= 0;
            return Change.without(
                    place,
                    layout.origin(),
                    key,
                    fields.columns(),
                    isOld ? new Unread(fields, value, layout.oldAt()) : null);
        }
        if (layout.rowAt() < 0) {
            throw new UnreadableException("it has no row");
        }
        return new Change(
                place,
                layout.origin(),
                key,
                fields.columns(),
                new Unread(fields, value, layout.rowAt()),
                fields.places(layout.unchanged()));
    }

    private static boolean isWithoutRow(Change.Place place) {
        return place.kind() == Change.Kind.DELETE || place.kind() == Change.Kind.TRUNCATE;
    }

    @Override
    public Announcement announcement(byte[] value) {
        id(value);
        return announcements.read(cursor.on(value, HEADER_BYTES));
    }

    private RecordKey key(byte[] bytes) {
        Keys form = keys.computeIfAbsent(id(bytes), id -> new Keys(schema(id)));
        form.fields.check(bytes, HEADER_BYTES);
        return new RecordKey(form, bytes);
    }

    private TopicReader newest(String topic, int id, TopicReader former) {
        Schema newest = registry.newest(topic + "-value").orElseGet(() -> schema(id));
        TopicReader reader = former;
        if (former == null || !former.newest().equals(newest)) {
            boolean flat = newest.getField("after") == null;
            Schema row =
                    flat ? newest : newest.getField("after").schema().getTypes().get(1);
            reader = new TopicReader(newest, new RowFields(row), flat, new HashMap<>());
        }
        Schema writers = schema(id);
        reader.newestOf()
                .put(
                        id,
                        new Written(
                                new GenericDatumReader<>(writers, newest),
                                writers.equals(newest) ? RecordLayout.of(newest) : Optional.empty()));
        return reader;
    }

    private static Change envelope(TopicReader reader, RecordKey key, GenericRecord record) {
        GenericRecord source = (GenericRecord) record.get("source");
        Change.Place place = new Change.Place(
                Change.kind(record.get("op").toString()),
                (Long) source.get("txn_seq"),
                (Long) source.get("ordinal"),
                (Integer) source.get("generation"));
        Change.Origin origin = new Change.Origin((Long) source.get("lsn"), (Long) source.get("ts_us"));
        return change(
                reader,
                place,
                origin,
                key,
                (GenericRecord) record.get(place.kind() == Change.Kind.DELETE ? "before" : "after"),
                (List<?>) record.get("unchanged"));
    }

    private static Change flat(TopicReader reader, RecordKey key, GenericRecord record) {
        Change.Place place = new Change.Place(
                Change.kind(record.get("__op").toString()),
                (Long) record.get("__txn_seq"),
                (Long) record.get("__ordinal"),
                (Integer) record.get("__generation"));
        Change.Origin origin =
                new Change.Origin((Long) record.get("__lsn"), (Long) record.get("__ts_ms") * MICROS_OF_MILLI);
        return change(reader, place, origin, key, record, (List<?>) record.get("__unchanged"));
    }

    private static Change change(
            TopicReader reader,
            Change.Place place,
            Change.Origin origin,
            RecordKey key,
            GenericRecord row,
            List<?> unchanged) {
        RowFields fields = reader.fields();
        if (isWithoutRow(place)) {
            boolean isOld = place.kind() == Change.Kind.DELETE && row != null;
            return Change.without(
                    place, origin, key, fields.columns(), isOld ? new RowText.Known(fields.values(row)) : null);
        }
        if (row == null) {
            throw new UnreadableException("it has no row");
        }
        return new Change(
                place, origin, key, fields.columns(), new RowText.Known(fields.values(row)), fields.places(unchanged));
    }

    private Schema schema(int id) {
        return schemas.computeIfAbsent(id, unknown -> registry.schema(unknown)
                .orElseThrow(() -> UnreadableException.withoutSchema("its schema has the id " + unknown
                        + ", which the registry " + registry.url() + " does not have")));
    }

    private static int id(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] != 0) {
            throw new UnreadableException("it is not in Confluent's wire format");
        }
        return ByteBuffer.wrap(bytes).getInt(1);
    }

    private GenericRecord read(GenericDatumReader<GenericRecord> reader, byte[] bytes) {
        try {
            decoder = DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, decoder);
            return reader.read(null, decoder);
        } catch (IOException | AvroRuntimeException e) {
            throw UnreadableException.because(
                    "it is not as its schema says, or the newest schema does not go with it", e);
        }
    }
}
