package dev.culvert.sink.kafka.type;

import dev.culvert.schemas.change.Utf8;
import org.apache.avro.Schema;

/** {@code int2}, {@code int4}, {@code int8}, {@code oid}. */
final class IntegerCodec extends PlainCodec {
    private final long min;
    private final long max;

    IntegerCodec(Schema.Type type, long min, long max) {
        super(Schema.create(type));
        this.min = min;
        this.max = max;
    }

    @Override
    void value(Utf8 text, ByteOutput out) {
        out.number(parse(text));
    }

    @Override
    public void json(Utf8 text, ByteOutput out) {
        parse(text);
        out.raw(text);
    }

    private long parse(Utf8 text) {
        int length = text.length();
        boolean negative = length > 1 && text.at(0) == '-';
        int i = negative ? 1 : 0;
        if (length == 0 || length - i > 19) {
            throw new Undecodable("not a whole number");
        }
        long value = 0; // as a negative number, which reaches further
        for (; i < length; i++) {
            int digit = text.at(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new Undecodable("not a whole number");
            }
            value = value * 10 - digit;
            if (value > 0) {
                throw new Undecodable("a whole number out of its type's range");
            }
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw new Undecodable("a whole number out of its type's range");
        }
        long signed = negative ? value : -value;
        if (signed < min || signed > max) {
            throw new Undecodable("a whole number out of its type's range");
        }
        return signed;
    }
}
