package dev.culvert.sink.kafka.type;

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
    void value(String text, ByteOutput out) {
        out.number(
                switch (text) {
                    case "infinity" -> Integer.MAX_VALUE;
                    case "-infinity" -> Integer.MIN_VALUE;
                    default -> parser.date(text);
                });
    }

    @Override
    public void json(String text, ByteOutput out) {
        JsonText.string(text, out);
    }
}
