package dev.culvert.sink.kafka.type;

import dev.culvert.schemas.change.Utf8;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * {@code date}: days since 1970. {@code infinity} and {@code -infinity} are the largest and the smallest int, as in PostgreSQL's
 * own binary format; every other date (4714 BC to 5874897) lies between. In JSON PostgreSQL's text.
 */
final class DateCodec extends PlainCodec {
    private final DateTimeText parser = new DateTimeText();

    DateCodec() {
        super(RecordSchemas.logical(LogicalTypes.date(), Schema.Type.INT));
    }

    @Override
    void value(Utf8 text, ByteOutput out) {
        if (text.is("infinity")) {
            out.number(Integer.MAX_VALUE);
        } else if (text.is("-infinity")) {
            out.number(Integer.MIN_VALUE);
        } else {
            out.number(parser.date(text));
        }
    }

    @Override
    public void json(Utf8 text, ByteOutput out) {
        JsonText.string(text, out);
    }
}
