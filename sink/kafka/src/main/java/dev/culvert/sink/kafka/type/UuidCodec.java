package dev.culvert.sink.kafka.type;

import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** {@code uuid}: Avro's logical type of the name, over a string. */
final class UuidCodec extends PlainCodec {

    UuidCodec() {
        super(RecordSchemas.logical(LogicalTypes.uuid(), Schema.Type.STRING));
    }

    @Override
    void value(String text, ByteOutput out) {
        check(text);
        out.string(text);
    }

    @Override
    public void json(String text, ByteOutput out) {
        check(text);
        JsonText.string(text, out);
    }

    private static void check(String text) {
        if (text.length() != 36) {
            throw new Undecodable("not a uuid");
        }
    }
}
