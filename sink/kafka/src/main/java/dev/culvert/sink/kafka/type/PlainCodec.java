package dev.culvert.sink.kafka.type;

import dev.culvert.schemas.change.Utf8;
import java.util.List;
import org.apache.avro.Schema;

/** A codec whose Avro type holds every value, so that there is one branch. */
abstract class PlainCodec implements ValueCodec {
    private final List<Schema> branches;

    PlainCodec(Schema schema) {
        this.branches = List.of(schema);
    }

    @Override
    public final List<Schema> branches(String namespace) {
        return branches;
    }

    @Override
    public final void avro(Utf8 text, ByteOutput out, int firstBranch) {
        if (firstBranch >= 0) {
            out.number(firstBranch);
        }
        value(text, out);
    }

    /** Writes the value in Avro, without an index of a branch. */
    abstract void value(Utf8 text, ByteOutput out);
}
