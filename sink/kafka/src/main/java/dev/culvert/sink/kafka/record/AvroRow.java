package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.RowImage;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.Utf8;
import dev.culvert.schemas.change.ValueState;
import dev.culvert.sink.kafka.topic.Escaping;
import dev.culvert.sink.kafka.type.ByteOutput;
import dev.culvert.sink.kafka.type.Codecs;
import dev.culvert.sink.kafka.type.Undecodable;
import dev.culvert.sink.kafka.type.ValueCodec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/** The columns of a table as fields of an Avro record: plain for the key, a union with null and a default of null else. */
final class AvroRow {
    private static final int NULL_FIRST = 0;
    private static final int AFTER_NULL = 1;

    private final ValueCodec[] codecs;
    private final boolean[] required;
    private final int[] branches;
    /** Index of null in each field's union. */
    private final int[] nulls;

    private final byte[][] names;
    private final List<Schema.Field> fields = new ArrayList<>();
    private final Utf8 text = new Utf8();

    /**
     * @param keyRequired whether columns of the key are never null
     * @param namespace for named types
     */
    AvroRow(TableSchema table, boolean keyRequired, String namespace) {
        int count = table.columns().size();
        codecs = new ValueCodec[count];
        required = new boolean[count];
        branches = new int[count];
        nulls = new int[count];
        names = new byte[count][];
        Set<Integer> key = keyRequired ? new HashSet<>(table.key()) : Set.of();
        for (int i = 0; i < count; i++) {
            Column column = table.columns().get(i);
            codecs[i] = Codecs.of(column.type());
            required[i] = key.contains(i);
            String name = Escaping.avroField(column.name());
            List<Schema> types = codecs[i].branches(namespace + "." + name);
            // a default other than null must be of the first branch
            boolean nullLast = column.missing().isPresent();
            nulls[i] = nullLast ? types.size() : NULL_FIRST;
            branches[i] = required[i] ? ValueCodec.requiredBranch(types) : nullLast ? 0 : AFTER_NULL;
            names[i] = ByteOutput.utf8(name);
            fields.add(Fields.of(column, name, types, required[i]));
        }
    }

    /** New field objects each time: a field belongs to one schema. */
    List<Schema.Field> fields() {
        return fields.stream()
                .map(field -> new Schema.Field(field, field.schema()))
                .toList();
    }

    /** Writes every column of an image (I3). */
    void write(RowImage image, RowImage old, ByteOutput out) {
        int i = 0;
        try {
            for (; i < codecs.length; i++) {
                RowImage holder = Images.holder(image, old, i);
                if (holder.state(i) == ValueState.VALUE) {
                    holder.utf8(i, text);
                    codecs[i].avro(text, out, branches[i]);
                } else if (required[i]) {
                    throw new Undecodable("no value in a column of the key");
                } else {
                    out.number(nulls[i]);
                }
            }
        } catch (Undecodable e) {
            throw e.at(i);
        }
    }

    /** Writes every column as null. */
    void writeNulls(ByteOutput out) {
        for (int i = 0; i < codecs.length; i++) {
            out.number(nulls[i]);
        }
    }

    /** Writes the array of the names of unchanged columns (I4). */
    void writeUnchanged(RowImage image, RowImage old, ByteOutput out) {
        int count = 0;
        for (int i = 0; i < codecs.length; i++) {
            if (Images.isUnchanged(image, old, i)) {
                count++;
            }
        }
        if (count > 0) {
            out.number(count);
            for (int i = 0; i < codecs.length; i++) {
                if (Images.isUnchanged(image, old, i)) {
                    out.bytes(names[i]);
                }
            }
        }
        out.number(0);
    }
}
