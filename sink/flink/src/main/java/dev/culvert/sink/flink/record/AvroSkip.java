package dev.culvert.sink.flink.record;

import java.util.List;
import org.apache.avro.Schema;

/** Passes over a value of a schema. Immutable. */
final class AvroSkip {
    private enum Form {
        NOTHING,
        ONE_BYTE,
        NUMBER,
        FOUR_BYTES,
        EIGHT_BYTES,
        BYTES,
        FIXED,
        UNION,
        BLOCKS,
        RECORD
    }

    private final Form form;
    private final AvroSkip[] parts;
    private final int size;

    private AvroSkip(Form form, int size, AvroSkip... parts) {
        this.form = form;
        this.size = size;
        this.parts = parts;
    }

    /** Of a schema that does not contain itself. */
    static AvroSkip of(Schema schema) {
        return switch (schema.getType()) {
            case NULL -> new AvroSkip(Form.NOTHING, 0);
            case BOOLEAN -> new AvroSkip(Form.ONE_BYTE, 0);
            case INT, LONG, ENUM -> new AvroSkip(Form.NUMBER, 0);
            case FLOAT -> new AvroSkip(Form.FOUR_BYTES, 0);
            case DOUBLE -> new AvroSkip(Form.EIGHT_BYTES, 0);
            case BYTES, STRING -> new AvroSkip(Form.BYTES, 0);
            case FIXED -> new AvroSkip(Form.FIXED, schema.getFixedSize());
            case UNION -> new AvroSkip(Form.UNION, 0, all(schema.getTypes()));
            case ARRAY -> new AvroSkip(Form.BLOCKS, 0, of(schema.getElementType()));
            case MAP -> new AvroSkip(Form.BLOCKS, 0, of(Schema.create(Schema.Type.STRING)), of(schema.getValueType()));
            case RECORD ->
                new AvroSkip(
                        Form.RECORD,
                        0,
                        all(schema.getFields().stream()
                                .map(Schema.Field::schema)
                                .toList()));
        };
    }

    private static AvroSkip[] all(List<Schema> schemas) {
        return schemas.stream().map(AvroSkip::of).toArray(AvroSkip[]::new);
    }

    void pass(AvroCursor in) {
        switch (form) {
            case NOTHING -> {}
            case ONE_BYTE -> in.pass(1);
            case NUMBER -> in.number();
            case FOUR_BYTES -> in.pass(4);
            case EIGHT_BYTES -> in.pass(8);
            case BYTES -> in.pass(in.length());
            case FIXED -> in.pass(size);
            case UNION -> parts[in.branch(parts.length)].pass(in);
            case BLOCKS -> blocks(in);
            case RECORD -> record(in);
        }
    }

    private void record(AvroCursor in) {
        for (AvroSkip part : parts) {
            part.pass(in);
        }
    }

    /** Blocks of elements; one whose count is negative tells its size. */
    private void blocks(AvroCursor in) {
        for (long count = in.number(); count != 0; count = in.number()) {
            if (count < 0) {
                in.pass(in.length());
            } else {
                for (long i = 0; i < count; i++) {
                    record(in);
                }
            }
        }
    }
}
