package dev.culvert.sink.flink.record;

import dev.culvert.postgres.copy.CopyText;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;

/**
 * Brings the value of one field from Avro's bytes into a COPY, or gives it as it is, without objects in between where the type has a short way; the text is that
 * of {@link AvroText}. For one thread.
 */
final class FieldText {
    private enum Form {
        NULL,
        BOOLEAN,
        NUMBER,
        DATE,
        TIME,
        TIMESTAMPTZ,
        TIMESTAMP,
        FLOAT,
        DOUBLE,
        STRING,
        DECIMAL,
        BYTEA,
        /** By objects of the Avro library. */
        OTHER
    }

    private static final int LONG_BYTES = 8;

    private final Form form;
    /** Of a union; null if it is none. */
    private final FieldText[] branches;

    private final int scale;
    private final AvroText text;
    private final AvroSkip skip;
    private final GenericDatumReader<Object> reader;
    private final NumberText digits = new NumberText();

    private FieldText(Schema schema, char delimiter) {
        branches = schema.getType() == Schema.Type.UNION
                ? schema.getTypes().stream()
                        .map(branch -> new FieldText(branch, delimiter))
                        .toArray(FieldText[]::new)
                : null;
        form = branches == null ? form(schema) : Form.OTHER;
        scale = schema.getLogicalType() instanceof LogicalTypes.Decimal decimal ? decimal.getScale() : 0;
        boolean byObjects = branches == null && (form == Form.OTHER || form == Form.DECIMAL);
        text = byObjects ? AvroText.reader(schema, delimiter) : null;
        skip = byObjects ? AvroSkip.of(schema) : null;
        reader = byObjects ? new GenericDatumReader<>(schema) : null;
    }

    /** @param delimiter between the elements of an array */
    static FieldText of(Schema schema, char delimiter) {
        return new FieldText(schema, delimiter);
    }

    private static Form form(Schema schema) {
        return switch (schema.getType()) {
            case NULL -> Form.NULL;
            case BOOLEAN -> Form.BOOLEAN;
            case INT, LONG -> number(schema);
            case FLOAT -> Form.FLOAT;
            case DOUBLE -> Form.DOUBLE;
            case STRING -> Form.STRING;
            case BYTES -> schema.getLogicalType() instanceof LogicalTypes.Decimal ? Form.DECIMAL : Form.BYTEA;
            case RECORD -> isText(schema) ? Form.STRING : Form.OTHER;
            default -> Form.OTHER;
        };
    }

    private static Form number(Schema schema) {
        return schema.getLogicalType() == null
                ? Form.NUMBER
                : switch (schema.getLogicalType().getName()) {
                    case "date" -> Form.DATE;
                    case "time-micros" -> Form.TIME;
                    case "timestamp-micros" -> Form.TIMESTAMPTZ;
                    case "local-timestamp-micros" -> Form.TIMESTAMP;
                    default -> Form.OTHER;
                };
    }

    /** A record of one string is written as that string. */
    private static boolean isText(Schema schema) {
        return schema.getFields().size() == 1
                && schema.getField("text") != null
                && schema.getField("text").schema().getType() == Schema.Type.STRING;
    }

    void copy(AvroCursor in, CopyText out) {
        if (branches != null) {
            branches[in.branch(branches.length)].copy(in, out);
            return;
        }
        switch (form) {
            case NULL -> out.value(null);
            case BOOLEAN -> plain(digits.letter(in.one() == 1 ? 't' : 'f'), out);
            case NUMBER -> plain(digits.number(in.number()), out);
            case TIME -> plain(digits.time(in.number()), out);
            case DATE, TIMESTAMPTZ, TIMESTAMP -> time(in.number(), out);
            case FLOAT -> out.value(Float.toString(Float.intBitsToFloat((int) in.fixed(4))));
            case DOUBLE -> out.value(Double.toString(Double.longBitsToDouble(in.fixed(8))));
            case STRING -> {
                int length = in.length();
                out.value(in.bytes, in.at, length);
                in.pass(length);
            }
            case DECIMAL -> decimal(in, out);
            case BYTEA -> {
                int length = in.length();
                out.hex(in.bytes, in.at, length);
                in.pass(length);
            }
            case OTHER -> out.value(byObjects(in));
        }
    }

    /** The value itself, where it has a form of its own. */
    void give(AvroCursor in, RowReceiver out) {
        if (branches != null) {
            branches[in.branch(branches.length)].give(in, out);
            return;
        }
        switch (form) {
            case NULL -> out.text(null);
            case BOOLEAN -> out.truth(in.one() == 1);
            case NUMBER -> out.number(in.number());
            case TIME -> out.time(in.number());
            case DATE, TIMESTAMPTZ, TIMESTAMP -> give(in.number(), out);
            case FLOAT -> out.real(Float.intBitsToFloat((int) in.fixed(4)));
            case DOUBLE -> out.real(Double.longBitsToDouble(in.fixed(8)));
            case STRING -> {
                int length = in.length();
                out.text(new String(in.bytes, in.at, length, StandardCharsets.UTF_8));
                in.pass(length);
            }
            case DECIMAL -> {
                int length = in.length();
                BigInteger unscaled = length == 0 ? BigInteger.ZERO : new BigInteger(in.bytes, in.at, length);
                out.decimal(new BigDecimal(unscaled, scale));
                in.pass(length);
            }
            case BYTEA -> {
                int length = in.length();
                out.bytes(in.bytes, in.at, length);
                in.pass(length);
            }
            case OTHER -> out.text(byObjects(in));
        }
    }

    private void give(long value, RowReceiver out) {
        if (form == Form.DATE && TimeText.isDay(value)) {
            out.date(value);
        } else if (form != Form.DATE && TimeText.isTime(value)) {
            out.timestamp(value, form == Form.TIMESTAMPTZ);
        } else {
            out.text(special(value));
        }
    }

    private String special(long value) {
        return form == Form.DATE
                ? TimeText.date(Math.toIntExact(value))
                : TimeText.timestamp(value, form == Form.TIMESTAMPTZ ? "+00" : "");
    }

    private static void plain(NumberText digits, CopyText out) {
        out.plain(digits.bytes(), digits.length());
    }

    private void time(long value, CopyText out) {
        boolean usual =
                switch (form) {
                    case DATE -> digits.date(value);
                    case TIMESTAMPTZ -> digits.timestamp(value, true);
                    default -> digits.timestamp(value, false);
                };
        if (usual) {
            plain(digits, out);
        } else {
            out.value(special(value));
        }
    }

    private void decimal(AvroCursor in, CopyText out) {
        int start = in.at;
        int length = in.length();
        if (length == 0 || length > LONG_BYTES) {
            in.at = start;
            out.value(byObjects(in));
            return;
        }
        long unscaled = in.bytes[in.at];
        for (int i = 1; i < length; i++) {
            unscaled = unscaled << 8 | in.bytes[in.at + i] & 0xFF;
        }
        in.pass(length);
        plain(digits.decimal(unscaled, scale), out);
    }

    private String byObjects(AvroCursor in) {
        int start = in.at;
        skip.pass(in);
        try {
            return text.of(reader.read(null, DecoderFactory.get().binaryDecoder(in.bytes, start, in.at - start, null)));
        } catch (IOException | AvroRuntimeException e) {
            throw UnreadableException.because("it is not as its schema says", e);
        }
    }
}
