package dev.culvert.sink.kafka.type;

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
    void value(String text, ByteOutput out) {
        out.string(text);
    }

    @Override
    public void json(String text, ByteOutput out) {
        JsonText.string(text, out);
    }
}
