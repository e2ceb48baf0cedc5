package dev.culvert.sink.kafka.type;

import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** {@code time}: microseconds since midnight; {@code 24:00:00} is 86,400,000,000. In JSON PostgreSQL's text. */
final class TimeCodec extends PlainCodec {
    private final DateTimeText parser = new DateTimeText();

    TimeCodec() {
        super(RecordSchemas.logical(LogicalTypes.timeMicros(), Schema.Type.LONG));
    }

    @Override
    void value(String text, ByteOutput out) {
        out.number(parser.time(text));
    }

    @Override
    public void json(String text, ByteOutput out) {
        JsonText.string(text, out);
    }
}
