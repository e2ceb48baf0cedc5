package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.TableSchema;
import dev.culvert.sink.kafka.type.ByteOutput;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** The columns at the top, then fields of Culvert's own, whose names start with two underscores. In Avro. */
final class AvroFlat implements ValueLayout {
    private final AvroRow row;

    AvroFlat(TableSchema table, String namespace) {
        this.row = new AvroRow(table, false, namespace + ".Value");
    }

    static Schema schema(TableSchema table, String namespace) {
        // a truncate has no row, so no column is required
        List<Schema.Field> fields = new ArrayList<>(new AvroRow(table, false, namespace + ".Value").fields());
        fields.add(field("__op", Schema.Type.STRING));
        fields.add(field("__ts_ms", Schema.Type.LONG));
        fields.add(field("__lsn", Schema.Type.LONG));
        fields.add(field("__txn_seq", Schema.Type.LONG));
        fields.add(field("__ordinal", Schema.Type.LONG));
        fields.add(field("__generation", Schema.Type.INT));
        fields.add(new Schema.Field(
                "__unchanged", Schema.createArray(Schema.create(Schema.Type.STRING)), null, List.of()));
        Schema value = Schema.createRecord("Value", null, namespace, false);
        value.setFields(fields);
        return value;
    }

    private static Schema.Field field(String name, Schema.Type type) {
        return new Schema.Field(name, Schema.create(type));
    }

    @Override
    public void write(Change change, ByteOutput out) {
        if (change.hasAfter) {
            row.write(change.after, change.old, out);
        } else if (change.hasBefore) {
            row.write(change.before, Images.NONE, out);
        } else {
            row.writeNulls(out);
        }
        ChangeContext context = change.context;
        out.string(change.operation);
        out.number(Math.floorDiv(context.commitMicros(), 1_000));
        out.number(change.lsn.value());
        out.number(context.txnSequence());
        out.number(context.ordinal());
        out.number(context.snapshotGeneration());
        row.writeUnchanged(change.after, change.old, out);
    }
}
