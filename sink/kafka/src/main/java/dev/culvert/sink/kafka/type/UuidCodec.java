package dev.culvert.sink.kafka.type;

import dev.culvert.schemas.change.Utf8;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** {@code uuid}: Avro's logical type of the name, over a string. */
final class UuidCodec extends PlainCodec {

    UuidCodec() {
        super(RecordSchemas.logical(LogicalTypes.uuid(), Schema.Type.STRING));
    }

    @Override
    void value(Utf8 text, ByteOutput out) {
        check(text);
        out.string(text);
    }

    @Override
    public void json(Utf8 text, ByteOutput out) {
        check(text);
        JsonText.string(text, out);
    }

    private static void check(Utf8 text) {
        if (text.length() != 36) {
            throw new Undecodable("not a uuid");
        }
    }
}
