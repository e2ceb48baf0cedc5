package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.TableSchema;
import dev.culvert.sink.kafka.type.ByteOutput;

/** The columns at the top, then members of Culvert's own, whose names start with two underscores. In JSON. */
final class JsonFlat implements ValueLayout {
    private final JsonRow row;

    JsonFlat(TableSchema table) {
        this.row = new JsonRow(table, true);
    }

    @Override
    public void write(Change change, ByteOutput out) {
        out.raw((byte) '{');
        boolean any = change.hasAfter
                ? row.write(change.after, change.old, out)
                : change.hasBefore && row.write(change.before, Images.NONE, out);
        out.ascii(any ? ",\"__op\":\"" : "\"__op\":\"");
        out.ascii(change.operation);
        out.raw((byte) '"');
        ChangeContext context = change.context;
        SourceBlock.number(",\"__ts_ms\":", Math.floorDiv(context.commitMicros(), 1_000), out);
        SourceBlock.number(",\"__lsn\":", change.lsn.value(), out);
        SourceBlock.number(",\"__txn_seq\":", context.txnSequence(), out);
        SourceBlock.number(",\"__ordinal\":", context.ordinal(), out);
        SourceBlock.number(",\"__generation\":", context.snapshotGeneration(), out);
        out.ascii(",\"__unchanged\":");
        row.writeUnchanged(change.after, change.old, out);
        out.raw((byte) '}');
    }
}
