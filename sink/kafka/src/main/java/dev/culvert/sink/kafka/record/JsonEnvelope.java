package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.TableSchema;
import dev.culvert.sink.kafka.type.ByteOutput;

/** Debezium's envelope in JSON, without a schema. */
final class JsonEnvelope implements ValueLayout {
    private final JsonRow row;
    private final SourceBlock source;

    JsonEnvelope(TableSchema table, SourceBlock source) {
        this.row = new JsonRow(table, false);
        this.source = source;
    }

    @Override
    public void write(Change change, ByteOutput out) {
        out.ascii("{\"before\":");
        if (change.hasBefore) {
            out.raw((byte) '{');
            row.write(change.before, Images.NONE, out);
            out.raw((byte) '}');
        } else {
            out.ascii("null");
        }
        out.ascii(",\"after\":");
        if (change.hasAfter) {
            out.raw((byte) '{');
            row.write(change.after, change.old, out);
            out.raw((byte) '}');
        } else {
            out.ascii("null");
        }
        out.ascii(",\"source\":");
        source.json(change, out);
        out.ascii(",\"op\":\"");
        out.ascii(change.operation);
        out.raw((byte) '"');
        SourceBlock.number(",\"ts_ms\":", Math.floorDiv(change.context.commitMicros(), 1_000), out);
        out.ascii(",\"transaction\":");
        source.jsonTransaction(change.context, out);
        out.ascii(",\"unchanged\":");
        row.writeUnchanged(change.after, change.old, out);
        out.raw((byte) '}');
    }
}
