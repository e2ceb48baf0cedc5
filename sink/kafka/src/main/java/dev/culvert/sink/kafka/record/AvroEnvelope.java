package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.TableSchema;
import dev.culvert.sink.kafka.type.ByteOutput;
import dev.culvert.sink.kafka.type.RecordSchemas;
import java.util.List;
import org.apache.avro.Schema;

/** Debezium's envelope in Avro. */
final class AvroEnvelope implements ValueLayout {
    private static final int NULL = 0;
    private static final int ROW = 1;

    private final AvroRow row;
    private final SourceBlock source;

    AvroEnvelope(TableSchema table, SourceBlock source, String namespace) {
        this.row = new AvroRow(table, true, namespace + ".Value");
        this.source = source;
    }

    static Schema schema(TableSchema table, String namespace) {
        Schema row = Schema.createRecord("Value", null, namespace, false);
        row.setFields(new AvroRow(table, true, namespace + ".Value").fields());
        Schema envelope = Schema.createRecord("Envelope", null, namespace, false);
        envelope.setFields(List.of(
                nullable("before", row, "The old row: whole with REPLICA IDENTITY FULL, else its identity."),
                nullable("after", row, "The new row; see unchanged."),
                new Schema.Field("source", RecordSchemas.SOURCE),
                new Schema.Field(
                        "op",
                        Schema.create(Schema.Type.STRING),
                        "r read by the snapshot, c created, u updated, d deleted, t truncated."),
                new Schema.Field(
                        "ts_ms",
                        Schema.create(Schema.Type.LONG),
                        "Time of the commit in milliseconds since 1970, the same for every replay."),
                nullable("transaction", RecordSchemas.TRANSACTION_BLOCK, "Null for a row of the snapshot."),
                new Schema.Field(
                        "unchanged",
                        Schema.createArray(Schema.create(Schema.Type.STRING)),
                        "Fields that are null in after although the row has a value: the change did not touch them, and"
                                + " PostgreSQL did not send them.",
                        List.of())));
        return envelope;
    }

    private static Schema.Field nullable(String name, Schema type, String doc) {
        return new Schema.Field(
                name, Schema.createUnion(Schema.create(Schema.Type.NULL), type), doc, Schema.Field.NULL_DEFAULT_VALUE);
    }

    @Override
    public void write(Change change, ByteOutput out) {
        if (change.hasBefore) {
            out.number(ROW);
            row.write(change.before, Images.NONE, out);
        } else {
            out.number(NULL);
        }
        if (change.hasAfter) {
            out.number(ROW);
            row.write(change.after, change.old, out);
        } else {
            out.number(NULL);
        }
        source.avro(change, out);
        out.string(change.operation);
        out.number(Math.floorDiv(change.context.commitMicros(), 1_000));
        source.avroTransaction(change.context, out);
        row.writeUnchanged(change.after, change.old, out);
    }
}
