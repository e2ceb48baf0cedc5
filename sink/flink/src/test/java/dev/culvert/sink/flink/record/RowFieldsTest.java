package dev.culvert.sink.flink.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.postgres.copy.CopyText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** The short way from a record's bytes into a COPY writes what the way through the Avro library's objects writes. */
class RowFieldsTest {
    private static final Schema TEXT = Schema.createRecord(
            "Text", null, "t", false, List.of(new Schema.Field("text", Schema.create(Schema.Type.STRING))));
    private static final Schema ROW = row();
    private static final long DAY_MICROS = 86_400_000_000L;

    private final Random random = new Random(20261122);
    private final RowFields fields = new RowFields(ROW);

    private static Schema row() {
        List<Schema> types = List.of(
                Schema.create(Schema.Type.BOOLEAN),
                Schema.create(Schema.Type.INT),
                Schema.create(Schema.Type.LONG),
                logical(LogicalTypes.date(), Schema.Type.INT),
                logical(LogicalTypes.timeMicros(), Schema.Type.LONG),
                logical(LogicalTypes.timestampMicros(), Schema.Type.LONG),
                logical(LogicalTypes.localTimestampMicros(), Schema.Type.LONG),
                Schema.create(Schema.Type.FLOAT),
                Schema.create(Schema.Type.DOUBLE),
                Schema.create(Schema.Type.STRING),
                Schema.create(Schema.Type.BYTES),
                logical(LogicalTypes.decimal(12, 2), Schema.Type.BYTES),
                logical(LogicalTypes.decimal(38, 10), Schema.Type.BYTES),
                logical(LogicalTypes.decimal(9, 0), Schema.Type.BYTES),
                Schema.createArray(nullable(Schema.create(Schema.Type.STRING))));
        List<Schema.Field> all = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            all.add(new Schema.Field("r" + i, types.get(i)));
            all.add(new Schema.Field("n" + i, nullable(types.get(i))));
            all.add(new Schema.Field("__own" + i, nullable(types.get(i))));
        }
        return Schema.createRecord("Row", null, "t", false, all);
    }

    private static Schema logical(LogicalType logical, Schema.Type type) {
        return logical.addToSchema(Schema.create(type));
    }

    private static Schema nullable(Schema type) {
        return Schema.createUnion(Schema.create(Schema.Type.NULL), type, TEXT);
    }

    @Test
    void theShortWayWritesWhatTheObjectsSay() throws IOException {
        for (int i = 0; i < 400; i++) {
            byte[] record = record();
            CopyText copy = new CopyText();

            fields.copy(record, 3, copy);

            assertThat(unescaped(copy)).containsExactly(fields.values(record, 3));
        }
    }

    @Test
    void whatIsGivenIsWhatTheObjectsSay() throws IOException {
        for (int i = 0; i < 400; i++) {
            byte[] record = record();
            GivenText given = new GivenText();

            fields.give(record, 3, given);

            assertThat(given.texts()).containsExactly(fields.values(record, 3));
        }
    }

    @Test
    void aRecordThatEndsTooEarlyIsNamed() throws IOException {
        byte[] record = record();
        for (int length = 3; length < record.length; length++) {
            byte[] cut = Arrays.copyOf(record, length);
            assertThatThrownBy(() -> fields.copy(cut, 3, new CopyText())).isInstanceOf(UnreadableException.class);
            assertThatThrownBy(() -> fields.check(cut, 3)).isInstanceOf(UnreadableException.class);
        }
        fields.check(record, 3);
    }

    /** Behind a header of three bytes. */
    private byte[] record() throws IOException {
        GenericRecord row = new GenericData.Record(ROW);
        for (Schema.Field field : ROW.getFields()) {
            row.put(field.pos(), value(field.schema()));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {1, 2, 3});
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(ROW).write(row, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private Object value(Schema schema) {
        return switch (schema.getType()) {
            case UNION ->
                value(schema.getTypes().get(random.nextInt(schema.getTypes().size())));
            case NULL -> null;
            case BOOLEAN -> random.nextBoolean();
            case INT -> schema.getLogicalType() == null ? any32() : random.nextInt(4) == 0 ? any32() : days();
            case LONG -> number(schema.getLogicalType());
            case FLOAT -> Float.intBitsToFloat(random.nextInt());
            case DOUBLE -> Double.longBitsToDouble(random.nextLong());
            case STRING -> text();
            case BYTES ->
                schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
                        ? ByteBuffer.wrap(unscaled(decimal.getPrecision()))
                        : ByteBuffer.wrap(text().getBytes(StandardCharsets.UTF_8));
            case ARRAY -> {
                List<Object> elements = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    elements.add(value(schema.getElementType()));
                }
                yield elements;
            }
            case RECORD -> {
                GenericRecord record = new GenericData.Record(schema);
                record.put(0, text());
                yield record;
            }
            default -> throw new IllegalStateException(schema.toString());
        };
    }

    private long number(LogicalType logical) {
        if (logical != null && logical.getName().equals("time-micros")) {
            return random.nextInt(10) == 0 ? DAY_MICROS : Math.floorMod(random.nextLong(), DAY_MICROS);
        }
        if (logical == null) {
            return any64();
        }
        long micros = days() * DAY_MICROS + Math.floorMod(random.nextLong(), DAY_MICROS);
        return switch (random.nextInt(5)) {
            case 0 -> random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE;
            case 1 -> micros - Math.floorMod(micros, 1_000_000);
            default -> micros;
        };
    }

    /** All years that a timestamp can have, and every day around the ends of the usual ones. */
    private int days() {
        return switch (random.nextInt(4)) {
            case 0 -> -719_162 + random.nextInt(800) - 400;
            case 1 -> 2_932_896 + random.nextInt(800) - 400;
            default -> random.nextInt(4_000_000) - 1_000_000;
        };
    }

    private int any32() {
        return switch (random.nextInt(4)) {
            case 0 -> Integer.MIN_VALUE;
            case 1 -> Integer.MAX_VALUE;
            case 2 -> 0;
            default -> random.nextInt() >> random.nextInt(32);
        };
    }

    private long any64() {
        return switch (random.nextInt(4)) {
            case 0 -> Long.MIN_VALUE;
            case 1 -> Long.MAX_VALUE;
            case 2 -> 0;
            default -> random.nextLong() >> random.nextInt(64);
        };
    }

    private byte[] unscaled(int precision) {
        BigInteger limit = BigInteger.TEN.pow(1 + random.nextInt(precision));
        BigInteger number = new BigInteger(limit.bitLength(), random).mod(limit);
        return (random.nextBoolean() ? number : number.negate()).toByteArray();
    }

    private String text() {
        String[] parts = {"a", "\\", "\t", "\n", "\r", "\\N", "\b", "'", "\"", "ü", "€", "😀", "{", ",", " "};
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            out.append(parts[random.nextInt(parts.length)]);
        }
        return out.toString();
    }

    private static List<String> unescaped(CopyText copy) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        copy.writeTo(out);
        return Arrays.stream(out.toString(StandardCharsets.UTF_8).split("\t", -1))
                .map(value -> value.equals("\\N") ? null : unescaped(value))
                .toList();
    }

    private static String unescaped(String value) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                c = value.charAt(++i);
                c = c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
            }
            out.append(c);
        }
        return out.toString();
    }
}
