package dev.culvert.sink.kafka.type;

import dev.culvert.schemas.change.Utf8;
import org.apache.avro.Schema;

/** PostgreSQL's text as it is. */
final class TextCodec extends PlainCodec {

    TextCodec(Schema schema) {
        super(schema);
    }

    TextCodec() {
        this(Schema.create(Schema.Type.STRING));
    }

    @Override
    void value(Utf8 text, ByteOutput out) {
        out.string(text);
    }

    @Override
    public void json(Utf8 text, ByteOutput out) {
        JsonText.string(text, out);
    }
}
