package dev.culvert.sink.flink.record;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** PostgreSQL's text of a value of the Avro library. Made once for a field. */
@FunctionalInterface
interface AvroText {

    /** @return null for SQL NULL */
    String of(Object value);

    /** @param delimiter between the elements of an array */
    static AvroText reader(Schema schema, char delimiter) {
        return switch (schema.getType()) {
            case UNION -> union(schema, delimiter);
            case NULL -> value -> null;
            case BOOLEAN -> value -> Boolean.TRUE.equals(value) ? "t" : "f";
            case INT, LONG -> number(schema.getLogicalType());
            case FLOAT, DOUBLE, STRING -> Object::toString;
            case BYTES -> bytes(schema.getLogicalType());
            case ARRAY -> array(reader(schema.getElementType(), delimiter), delimiter);
            case RECORD -> record(schema, delimiter);
            case MAP, FIXED, ENUM -> throw new UnreadableException("no column is of the Avro type " + schema.getType());
        };
    }

    /** A union has null, a usual branch, and for what that cannot hold a record. */
    private static AvroText union(Schema schema, char delimiter) {
        AvroText usual = null;
        AvroText other = null;
        for (Schema branch : schema.getTypes()) {
            if (branch.getType() == Schema.Type.RECORD) {
                other = reader(branch, delimiter);
            } else if (branch.getType() != Schema.Type.NULL) {
                usual = reader(branch, delimiter);
            }
        }
        AvroText plain = usual;
        AvroText special = other;
        return value -> {
            if (value == null) {
                return null;
            }
            return (value instanceof GenericRecord ? special : plain).of(value);
        };
    }

    private static AvroText number(LogicalType logical) {
        if (logical == null) {
            return Object::toString;
        }
        return switch (logical.getName()) {
            case "date" -> value -> TimeText.date((Integer) value);
            case "time-micros" -> value -> TimeText.time((Long) value);
            case "timestamp-micros" -> value -> TimeText.timestamp((Long) value, "+00");
            case "local-timestamp-micros" -> value -> TimeText.timestamp((Long) value, "");
            default -> throw new UnreadableException("no column is of the logical type " + logical.getName());
        };
    }

    private static AvroText bytes(LogicalType logical) {
        if (logical instanceof LogicalTypes.Decimal decimal) {
            int scale = decimal.getScale();
            return value -> new BigDecimal(new BigInteger(copy(value)), scale).toPlainString();
        }
        return value -> "\\x" + HexFormat.of().formatHex(copy(value));
    }

    private static byte[] copy(Object value) {
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static AvroText array(AvroText element, char delimiter) {
        return value -> {
            List<String> elements = elements(value, element);
            return elements.isEmpty()
                    ? "{}"
                    : ArrayLiteral.of(List.of(1), List.of(elements.size()), elements, delimiter);
        };
    }

    private static AvroText record(Schema schema, char delimiter) {
        if (schema.getField("text") != null) {
            return value -> ((GenericRecord) value).get("text").toString();
        }
        if (schema.getField("lower_bounds") == null) {
            throw new UnreadableException("no column is a record " + schema.getFullName());
        }
        AvroText element = reader(schema.getField("elements").schema().getElementType(), delimiter);
        return value -> {
            GenericRecord array = (GenericRecord) value;
            return ArrayLiteral.of(
                    integers(array.get("lower_bounds")),
                    integers(array.get("lengths")),
                    elements(array.get("elements"), element),
                    delimiter);
        };
    }

    private static List<String> elements(Object value, AvroText element) {
        List<?> list = (List<?>) value;
        List<String> texts = new ArrayList<>(list.size());
        list.forEach(each -> texts.add(element.of(each)));
        return texts;
    }

    private static List<Integer> integers(Object value) {
        return ((List<?>) value).stream().map(Integer.class::cast).toList();
    }
}
