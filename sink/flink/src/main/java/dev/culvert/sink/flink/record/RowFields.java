package dev.culvert.sink.flink.record;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** The fields of a record schema that are columns, and how each value is brought into text. Not for several threads. */
final class RowFields {
    private static final String OWN_FIELD = "__";
    private static final String NAME = "culvert.name";
    private static final String TYPE = "culvert.type";

    private final Columns columns;
    private final int[] positions;
    private final AvroText[] texts;
    private final Map<String, Integer> byField = new HashMap<>();

    RowFields(Schema row) {
        List<Columns.Column> list = new ArrayList<>();
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : row.getFields()) {
            if (!field.name().startsWith(OWN_FIELD)) {
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

    /** @param fields names of fields; one that the newest schema does not have any more is passed over */
    BitSet places(List<?> fields) {
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
