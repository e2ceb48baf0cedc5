package dev.culvert.sink.kafka.type;

import dev.culvert.schemas.change.Utf8;
import org.apache.avro.Schema;

/**
 * {@code float4} and {@code float8}, as PostgreSQL writes them with {@code extra_float_digits} over 0: the shortest text that
 * reads back as the same number. JSON has no word for NaN and the infinities; there they are strings.
 */
final class FloatCodec extends PlainCodec {
    private final boolean wide;

    FloatCodec(boolean wide) {
        super(Schema.create(wide ? Schema.Type.DOUBLE : Schema.Type.FLOAT));
        this.wide = wide;
    }

    @Override
    void value(Utf8 text, ByteOutput out) {
        check(text);
        if (wide) {
            out.float64(Double.parseDouble(text.toString()));
        } else {
            out.float32(Float.parseFloat(text.toString()));
        }
    }

    @Override
    public void json(Utf8 text, ByteOutput out) {
        if (text.is("-0")) {
            out.ascii("-0.0"); // a parser would make an integer of it, which has no negative zero
        } else if (check(text)) {
            out.raw(text);
        } else {
            JsonText.string(text, out);
        }
    }

    /** Whether it is finite. Java's parser takes more than PostgreSQL writes (hexadecimal, {@code 1d}), so it is not asked. */
    private static boolean check(Utf8 text) {
        int i = 0;
        int length = text.length();
        if (i < length && text.at(i) == '-') {
            i++;
        }
        int digits = i;
        i = digits(text, i);
        if (i == digits) {
            if (text.is("NaN") || text.is("Infinity") || text.is("-Infinity")) {
                return false;
            }
            throw new Undecodable("not a floating point number");
        }
        if (i < length && text.at(i) == '.') {
            int fraction = i + 1;
            i = digits(text, fraction);
            if (i == fraction) {
                throw new Undecodable("not a floating point number");
            }
        }
        if (i < length && text.at(i) == 'e') {
            i++;
            if (i < length && (text.at(i) == '+' || text.at(i) == '-')) {
                i++;
            }
            int exponent = i;
            i = digits(text, exponent);
            if (i == exponent) {
                throw new Undecodable("not a floating point number");
            }
        }
        if (i != length) {
            throw new Undecodable("not a floating point number");
        }
        return true;
    }

    private static int digits(Utf8 text, int from) {
        int i = from;
        while (i < text.length() && text.at(i) >= '0' && text.at(i) <= '9') {
            i++;
        }
        return i;
    }
}
