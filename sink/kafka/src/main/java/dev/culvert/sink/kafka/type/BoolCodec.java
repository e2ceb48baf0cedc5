package dev.culvert.sink.kafka.type;

import org.apache.avro.Schema;

/** {@code bool}, {@code t} or {@code f}. */
final class BoolCodec extends PlainCodec {

    BoolCodec() {
        super(Schema.create(Schema.Type.BOOLEAN));
    }

    @Override
    void value(String text, ByteOutput out) {
        out.raw((byte) (isTrue(text) ? 1 : 0));
    }

    @Override
    public void json(String text, ByteOutput out) {
        out.ascii(isTrue(text) ? "true" : "false");
    }

    private static boolean isTrue(String text) {
        if (text.length() == 1) {
            char c = text.charAt(0);
            if (c == 't' || c == 'f') {
                return c == 't';
            }
        }
        throw new Undecodable("neither t nor f");
    }
}
