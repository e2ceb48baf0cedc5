package dev.culvert.sink.flink.record;

import dev.culvert.postgres.copy.CopyText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/**
 * The fields of a record schema that are columns, and how each value is brought into text. {@link #copy} and {@link #give} are for one thread at a time; the rest is
 * for any.
 */
final class RowFields {
    private static final String OWN_FIELD = "__";
    private static final BitSet NOTHING = new BitSet();
    private static final String NAME = "culvert.name";
    private static final String TYPE = "culvert.type";

    private final Columns columns;
    private final int[] positions;
    private final AvroText[] texts;
    /** Of every field of the record, in their order; what is no column is passed over. */
    private final List<FieldText> copies = new ArrayList<>();

    private final List<AvroSkip> skips = new ArrayList<>();
    private final GenericDatumReader<GenericRecord> reader;
    private final AvroCursor cursor = new AvroCursor();
    private final Map<String, Integer> byField = new HashMap<>();

    RowFields(Schema row) {
        reader = new GenericDatumReader<>(row);
        List<Columns.Column> list = new ArrayList<>();
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : row.getFields()) {
            boolean column = !field.name().startsWith(OWN_FIELD);
            copies.add(column ? FieldText.of(field.schema(), ColumnTypes.delimiter(field.getProp(TYPE))) : null);
            skips.add(AvroSkip.of(field.schema()));
            if (column) {
                byField.put(field.name(), fields.size());
                fields.add(field);
            }
        }
        positions = new int[fields.size()];
        texts = new AvroText[fields.size()];
        for (int i = 0; i < positions.length; i++) {
            Schema.Field field = fields.get(i);
            String type = field.getProp(TYPE);
            positions[i] = field.pos();
            texts[i] = AvroText.reader(field.schema(), ColumnTypes.delimiter(type));
            list.add(new Columns.Column(
                    Optional.ofNullable(field.getProp(NAME)).orElse(field.name()),
                    Optional.of(ColumnTypes.of(type, field.schema())),
                    missing(field, texts[i])));
        }
        columns = new Columns(list);
    }

    private static Optional<String> missing(Schema.Field field, AvroText text) {
        return field.hasDefaultValue()
                ? Optional.ofNullable(text.of(GenericData.get().getDefaultValue(field)))
                : Optional.empty();
    }

    Columns columns() {
        return columns;
    }

    String[] values(GenericRecord row) {
        String[] values = new String[positions.length];
        for (int i = 0; i < positions.length; i++) {
            values[i] = texts[i].of(row.get(positions[i]));
        }
        return values;
    }

    /** Of a row that begins at a place of a record's bytes. */
    String[] values(byte[] record, int at) {
        try {
            return values(reader.read(null, DecoderFactory.get().binaryDecoder(record, at, record.length - at, null)));
        } catch (IOException | AvroRuntimeException e) {
            throw UnreadableException.because("it is not as its schema says", e);
        }
    }

    /** The same into a COPY. */
    void copy(byte[] record, int at, CopyText out) {
        AvroCursor in = cursor.on(record, at);
        for (int i = 0; i < skips.size(); i++) {
            FieldText field = copies.get(i);
            if (field == null) {
                skips.get(i).pass(in);
            } else {
                field.copy(in, out);
            }
        }
    }

    /** The same, each as the record has it. */
    void give(byte[] record, int at, RowReceiver out) {
        AvroCursor in = cursor.on(record, at);
        for (int i = 0; i < skips.size(); i++) {
            FieldText field = copies.get(i);
            if (field == null) {
                skips.get(i).pass(in);
            } else {
                field.give(in, out);
            }
        }
    }

    /** Passes over a row, which must be whole. */
    void check(byte[] record, int at) {
        AvroCursor in = new AvroCursor().on(record, at);
        skips.forEach(skip -> skip.pass(in));
    }

    /** @param fields names of fields; one that the newest schema does not have any more is passed over */
    BitSet places(List<?> fields) {
        if (fields.isEmpty()) {
            return NOTHING;
        }
        BitSet places = new BitSet();
        for (Object field : fields) {
            Integer place = byField.get(field.toString());
            if (place != null) {
                places.set(place);
            }
        }
        return places;
    }
}
