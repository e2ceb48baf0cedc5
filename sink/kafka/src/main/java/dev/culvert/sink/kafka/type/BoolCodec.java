package dev.culvert.sink.kafka.type;

import dev.culvert.schemas.change.Utf8;
import org.apache.avro.Schema;

/** {@code bool}, {@code t} or {@code f}. */
final class BoolCodec extends PlainCodec {

    BoolCodec() {
        super(Schema.create(Schema.Type.BOOLEAN));
    }

    @Override
    void value(Utf8 text, ByteOutput out) {
        out.raw((byte) (isTrue(text) ? 1 : 0));
    }

    @Override
    public void json(Utf8 text, ByteOutput out) {
        out.ascii(isTrue(text) ? "true" : "false");
    }

    private static boolean isTrue(Utf8 text) {
        if (text.length() == 1) {
            char c = text.at(0);
            if (c == 't' || c == 'f') {
                return c == 't';
            }
        }
        throw new Undecodable("neither t nor f");
    }
}
