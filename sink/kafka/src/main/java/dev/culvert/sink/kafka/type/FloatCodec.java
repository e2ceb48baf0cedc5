package dev.culvert.sink.kafka.type;

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
    void value(String text, ByteOutput out) {
        check(text);
        if (wide) {
            out.float64(Double.parseDouble(text));
        } else {
            out.float32(Float.parseFloat(text));
        }
    }

    @Override
    public void json(String text, ByteOutput out) {
        if (text.equals("-0")) {
            out.ascii("-0.0"); // a parser would make an integer of it, which has no negative zero
        } else if (check(text)) {
            out.ascii(text);
        } else {
            JsonText.string(text, out);
        }
    }

    /** Whether it is finite. Java's parser takes more than PostgreSQL writes (hexadecimal, {@code 1d}), so it is not asked. */
    private static boolean check(String text) {
        int i = 0;
        int length = text.length();
        if (i < length && text.charAt(i) == '-') {
            i++;
        }
        int digits = i;
        i = digits(text, i);
        if (i == digits) {
            if (text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity")) {
                return false;
            }
            throw new Undecodable("not a floating point number");
        }
        if (i < length && text.charAt(i) == '.') {
            int fraction = i + 1;
            i = digits(text, fraction);
            if (i == fraction) {
                throw new Undecodable("not a floating point number");
            }
        }
        if (i < length && text.charAt(i) == 'e') {
            i++;
            if (i < length && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
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

    private static int digits(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }
}
