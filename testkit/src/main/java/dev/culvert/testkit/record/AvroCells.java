package dev.culvert.testkit.record;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Values of the Avro library as cells: PostgreSQL's text of what they mean. */
final class AvroCells {
    private static final GenericData GENERIC = new GenericData();
    private static final String TEXT = "dev.culvert.record.Text";

    private AvroCells() {}

    static Cell cell(Object value, Schema schema) {
        return switch (schema.getType()) {
            case UNION -> cell(value, schema.getTypes().get(GENERIC.resolveUnion(schema, value)));
            case NULL -> Cell.Null.NULL;
            case BOOLEAN -> new Cell.Text(Boolean.TRUE.equals(value) ? "t" : "f");
            case INT, LONG -> new Cell.Text(number((Number) value, schema.getLogicalType()));
            case FLOAT, DOUBLE -> new Cell.Floating(((Number) value).doubleValue());
            case STRING, ENUM -> new Cell.Text(value.toString());
            case BYTES -> new Cell.Text(bytes((ByteBuffer) value, schema.getLogicalType()));
            case ARRAY -> Cell.Array.of(elements(value, schema));
            case RECORD -> record((GenericRecord) value);
            case MAP, FIXED -> throw new RecordFormatException("no column is a " + schema.getType());
        };
    }

    private static String number(Number number, LogicalType logical) {
        if (logical == null) {
            return number.toString();
        }
        return switch (logical.getName()) {
            case "date" -> PostgresTime.date(number.intValue());
            case "time-micros" -> PostgresTime.time(number.longValue());
            case "timestamp-micros" -> PostgresTime.timestamp(number.longValue(), "+00");
            case "local-timestamp-micros" -> PostgresTime.timestamp(number.longValue(), "");
            default -> throw new RecordFormatException("logical type " + logical.getName());
        };
    }

    private static String bytes(ByteBuffer buffer, LogicalType logical) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return logical instanceof LogicalTypes.Decimal decimal
                ? new BigDecimal(new BigInteger(bytes), decimal.getScale()).toPlainString()
                : "\\x" + HexFormat.of().formatHex(bytes);
    }

    private static List<Cell> elements(Object value, Schema schema) {
        return ((List<?>) value)
                .stream().map(element -> cell(element, schema.getElementType())).toList();
    }

    private static Cell record(GenericRecord record) {
        Schema schema = record.getSchema();
        if (schema.getFullName().equals(TEXT)) {
            return new Cell.Text(record.get("text").toString());
        }
        if (schema.getField("lower_bounds") == null) {
            throw new RecordFormatException("no column is a record " + schema.getFullName());
        }
        return new Cell.Array(
                integers(record.get("lower_bounds")),
                integers(record.get("lengths")),
                elements(record.get("elements"), schema.getField("elements").schema()));
    }

    private static List<Integer> integers(Object value) {
        return ((List<?>) value).stream().map(Integer.class::cast).toList();
    }
}
