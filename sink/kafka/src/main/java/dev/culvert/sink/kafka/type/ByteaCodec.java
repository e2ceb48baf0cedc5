package dev.culvert.sink.kafka.type;

import dev.culvert.schemas.change.Utf8;
import java.util.Base64;
import org.apache.avro.Schema;

/** {@code bytea} in PostgreSQL's hex format: bytes in Avro, Base64 in JSON. */
final class ByteaCodec extends PlainCodec {

    ByteaCodec() {
        super(Schema.create(Schema.Type.BYTES));
    }

    @Override
    void value(Utf8 text, ByteOutput out) {
        check(text);
        int length = text.length();
        out.number((length - 2) / 2);
        for (int i = 2; i < length; i += 2) {
            out.raw(octet(text, i));
        }
    }

    @Override
    public void json(Utf8 text, ByteOutput out) {
        check(text);
        byte[] bytes = new byte[(text.length() - 2) / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = octet(text, 2 + 2 * i);
        }
        out.raw((byte) '"');
        out.raw(Base64.getEncoder().encode(bytes));
        out.raw((byte) '"');
    }

    private static void check(Utf8 text) {
        if (text.length() < 2 || text.at(0) != '\\' || text.at(1) != 'x' || text.length() % 2 != 0) {
            throw new Undecodable("not bytes in PostgreSQL's hex format (is bytea_output hex?)");
        }
    }

    private static byte octet(Utf8 text, int at) {
        return (byte) (nibble(text.at(at)) << 4 | nibble(text.at(at + 1)));
    }

    private static int nibble(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        if (c >= 'a' && c <= 'f') {
            return c - 'a' + 10;
        }
        throw new Undecodable("not bytes in PostgreSQL's hex format (is bytea_output hex?)");
    }
}
