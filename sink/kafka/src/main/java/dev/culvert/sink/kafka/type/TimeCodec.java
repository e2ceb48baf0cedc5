package dev.culvert.sink.kafka.type;

import dev.culvert.schemas.change.Utf8;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** {@code time}: microseconds since midnight; {@code 24:00:00} is 86,400,000,000. In JSON PostgreSQL's text. */
final class TimeCodec extends PlainCodec {
    private final DateTimeText parser = new DateTimeText();

    TimeCodec() {
        super(RecordSchemas.logical(LogicalTypes.timeMicros(), Schema.Type.LONG));
    }

    @Override
    void value(Utf8 text, ByteOutput out) {
        out.number(parser.time(text));
    }

    @Override
    public void json(Utf8 text, ByteOutput out) {
        JsonText.string(text, out);
    }
}
