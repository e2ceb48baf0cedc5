package dev.culvert.sink.kafka.type;

import dev.culvert.schemas.change.Utf8;
import java.math.BigInteger;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * {@code numeric(p,s)} up to 38 digits: Avro's {@code decimal}, an unscaled number in as few bytes as hold it. What does not fit
 * ({@code NaN}) is PostgreSQL's text in the second branch. In JSON a string, since most readers make a double of a number.
 */
final class DecimalCodec implements ValueCodec {
    /** What analytics stores can hold. */
    static final int MAX_PRECISION = 38;

    private static final int LONG_DIGITS = 18;

    private final int precision;
    private final int scale;
    private final List<Schema> branches;

    DecimalCodec(int precision, int scale) {
        this.precision = precision;
        this.scale = scale;
        this.branches = List.of(
                RecordSchemas.logical(LogicalTypes.decimal(precision, scale), Schema.Type.BYTES), RecordSchemas.TEXT);
    }

    /** The digits before and after the point that {@code numeric(p,s)} can have; since PostgreSQL 15, s may be under 0 or over p. */
    static ValueCodec of(int precision, int scale) {
        int digits = scale < 0 ? precision - scale : Math.max(precision, scale);
        return digits > MAX_PRECISION ? new TextCodec() : new DecimalCodec(digits, Math.max(scale, 0));
    }

    @Override
    public List<Schema> branches(String namespace) {
        return branches;
    }

    @Override
    public void avro(Utf8 text, ByteOutput out, int firstBranch) {
        // two branches: there always is a union
        int digits = digits(text);
        if (digits < 0) {
            out.number(firstBranch + 1);
            out.string(text);
            return;
        }
        out.number(firstBranch);
        if (digits <= LONG_DIGITS) {
            unscaled(parse(text), out);
        } else {
            out.bytes(new BigInteger(text.toString().replace(".", "")).toByteArray());
        }
    }

    @Override
    public void json(Utf8 text, ByteOutput out) {
        JsonText.string(text, out);
    }

    /** How many digits there are, or -1 if it is not a number of this precision and scale. */
    private int digits(Utf8 text) {
        int length = text.length();
        int i = length > 0 && text.at(0) == '-' ? 1 : 0;
        int digits = 0;
        int significant = 0;
        int fraction = -1;
        for (; i < length; i++) {
            char c = text.at(i);
            if (c == '.' && fraction < 0) {
                fraction = 0;
            } else if (c >= '0' && c <= '9') {
                digits++;
                if (c != '0' || significant > 0) {
                    significant++;
                }
                if (fraction >= 0) {
                    fraction++;
                }
            } else {
                return -1;
            }
        }
        boolean fits = digits > 0 && Math.max(fraction, 0) == scale && significant <= precision;
        return fits ? digits : -1;
    }

    private static long parse(Utf8 text) {
        boolean negative = text.at(0) == '-';
        long value = 0;
        for (int i = negative ? 1 : 0; i < text.length(); i++) {
            char c = text.at(i);
            if (c != '.') {
                value = value * 10 + (c - '0');
            }
        }
        return negative ? -value : value;
    }

    /** The fewest bytes of two's complement, high byte first, as {@link BigInteger#toByteArray} gives them. */
    private static void unscaled(long value, ByteOutput out) {
        int bits = 65 - Long.numberOfLeadingZeros(value < 0 ? ~value : value);
        int bytes = (bits + 7) / 8;
        out.number(bytes);
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.raw((byte) (value >> shift));
        }
    }
}
