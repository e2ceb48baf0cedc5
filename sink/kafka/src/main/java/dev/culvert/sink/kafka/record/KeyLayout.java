package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.RowImage;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.Utf8;
import dev.culvert.schemas.change.ValueState;
import dev.culvert.sink.kafka.topic.Escaping;
import dev.culvert.sink.kafka.type.ByteOutput;
import dev.culvert.sink.kafka.type.Codecs;
import dev.culvert.sink.kafka.type.JsonText;
import dev.culvert.sink.kafka.type.Undecodable;
import dev.culvert.sink.kafka.type.ValueCodec;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Writes the key of a record: the columns of the key in the order of its index. Its schema holds names and types and nothing else:
 * whatever changes the schema changes the bytes, and by them the partition.
 */
final class KeyLayout {
    private final int[] columns;
    private final ValueCodec[] codecs;
    private final int[] branches;
    private final byte[][] names;
    private final boolean avro;
    private final Utf8 text = new Utf8();

    KeyLayout(TableSchema table, boolean avro, String namespace) {
        int count = table.key().size();
        columns = new int[count];
        codecs = new ValueCodec[count];
        branches = new int[count];
        names = new byte[count][];
        this.avro = avro;
        for (int i = 0; i < count; i++) {
            columns[i] = table.key().get(i);
            Column column = table.columns().get(columns[i]);
            codecs[i] = Codecs.of(column.type());
            String name = Escaping.avroField(column.name());
            branches[i] = ValueCodec.requiredBranch(codecs[i].branches(namespace + ".Key." + name));
            ByteOutput out = new ByteOutput(64);
            JsonText.string(column.name(), out);
            names[i] = out.toBytes();
        }
    }

    static Schema schema(TableSchema table, String namespace) {
        List<Schema.Field> fields = new ArrayList<>();
        for (int index : table.key()) {
            Column column = table.columns().get(index);
            String name = Escaping.avroField(column.name());
            fields.add(Fields.ofKey(column, name, Codecs.of(column.type()).branches(namespace + ".Key." + name)));
        }
        Schema key = Schema.createRecord("Key", null, namespace, false);
        key.setFields(fields);
        return key;
    }

    /** @param old where values are that the image calls unchanged */
    void write(RowImage image, RowImage old, ByteOutput out) {
        int i = 0;
        try {
            for (; i < columns.length; i++) {
                RowImage holder = Images.holder(image, old, columns[i]);
                if (holder.state(columns[i]) != ValueState.VALUE) {
                    throw new Undecodable("no value in a column of the key");
                }
                holder.utf8(columns[i], text);
                if (avro) {
                    codecs[i].avro(text, out, branches[i]);
                } else {
                    out.raw((byte) (i == 0 ? '{' : ','));
                    out.raw(names[i]);
                    out.raw((byte) ':');
                    codecs[i].json(text, out);
                }
            }
        } catch (Undecodable e) {
            throw e.at(columns[i]);
        }
        if (!avro) {
            out.raw((byte) '}');
        }
    }
}
