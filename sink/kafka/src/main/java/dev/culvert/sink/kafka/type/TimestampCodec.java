package dev.culvert.sink.kafka.type;

import dev.culvert.schemas.change.Utf8;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * {@code timestamp} and {@code timestamptz}: microseconds since 1970, in UTC for {@code timestamptz}.
 *
 * <p>{@code infinity} and {@code -infinity} are the largest and the smallest long, as in PostgreSQL's own binary format: they
 * compare as they should, and stores that keep microseconds keep them. PostgreSQL's last thirty years, from 294247-01-10
 * 04:00:54.775807, lie beyond the largest long; there, two microseconds are added, which leaves out the two infinities, and the
 * sum wraps around to below every real timestamp (4714 BC). So no two values share a number.
 *
 * <p>In JSON PostgreSQL's text, with {@code Z} for the offset {@code +00}.
 */
final class TimestampCodec extends PlainCodec {
    private static final String UTC = "+00";

    private final DateTimeText parser = new DateTimeText();
    private final boolean zone;

    TimestampCodec(boolean zone) {
        super(RecordSchemas.logical(type(zone), Schema.Type.LONG));
        this.zone = zone;
    }

    private static LogicalType type(boolean zone) {
        return zone ? LogicalTypes.timestampMicros() : LogicalTypes.localTimestampMicros();
    }

    @Override
    void value(Utf8 text, ByteOutput out) {
        out.number(micros(text));
    }

    private long micros(Utf8 text) {
        if (text.is("infinity")) {
            return Long.MAX_VALUE;
        }
        if (text.is("-infinity")) {
            return Long.MIN_VALUE;
        }
        long micros = parser.timestamp(text, zone);
        // a year of six digits that came out before 1970, or as infinity
        boolean beyond = text.at(0) == '2' && text.length() > 6 && text.at(6) == '-';
        return beyond && (micros < 0 || micros == Long.MAX_VALUE) ? micros + 2 : micros;
    }

    @Override
    public void json(Utf8 text, ByteOutput out) {
        if (zone && text.endsWith(UTC)) {
            out.raw((byte) '"');
            out.raw(text.array(), text.offset(), text.length() - UTC.length());
            out.ascii("Z\"");
        } else {
            JsonText.string(text, out);
        }
    }
}
