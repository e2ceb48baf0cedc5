package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.RowImage;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.Utf8;
import dev.culvert.schemas.change.ValueState;
import dev.culvert.sink.kafka.type.ByteOutput;
import dev.culvert.sink.kafka.type.Codecs;
import dev.culvert.sink.kafka.type.JsonText;
import dev.culvert.sink.kafka.type.Undecodable;
import dev.culvert.sink.kafka.type.ValueCodec;

/** The columns of a table as members of a JSON object, under their names in PostgreSQL. A column that is absent is left out. */
final class JsonRow {
    private final ValueCodec[] codecs;
    private final byte[][] names;
    private final Utf8 text = new Utf8();

    /** @param reserved whether names with two leading underscores are Culvert's, so that columns' get two more */
    JsonRow(TableSchema table, boolean reserved) {
        int count = table.columns().size();
        codecs = new ValueCodec[count];
        names = new byte[count][];
        for (int i = 0; i < count; i++) {
            Column column = table.columns().get(i);
            codecs[i] = Codecs.of(column.type());
            names[i] = name(reserved && column.name().startsWith("__") ? "__" + column.name() : column.name());
        }
    }

    private static byte[] name(String name) {
        ByteOutput out = new ByteOutput(64);
        JsonText.string(name, out);
        return out.toBytes();
    }

    /** Writes members and no braces; returns whether there was any. */
    boolean write(RowImage image, RowImage old, ByteOutput out) {
        boolean any = false;
        int i = 0;
        try {
            for (; i < codecs.length; i++) {
                RowImage holder = Images.holder(image, old, i);
                ValueState state = holder.state(i);
                if (state == ValueState.ABSENT) {
                    continue;
                }
                if (any) {
                    out.raw((byte) ',');
                }
                any = true;
                out.raw(names[i]);
                out.raw((byte) ':');
                if (state == ValueState.VALUE) {
                    holder.utf8(i, text);
                    codecs[i].json(text, out);
                } else {
                    out.ascii("null");
                }
            }
        } catch (Undecodable e) {
            throw e.at(i);
        }
        return any;
    }

    /** Writes the array of the names of unchanged columns (I4). */
    void writeUnchanged(RowImage image, RowImage old, ByteOutput out) {
        boolean any = false;
        out.raw((byte) '[');
        for (int i = 0; i < codecs.length; i++) {
            if (Images.isUnchanged(image, old, i)) {
                if (any) {
                    out.raw((byte) ',');
                }
                any = true;
                out.raw(names[i]);
            }
        }
        out.raw((byte) ']');
    }
}
