package dev.culvert.sink.kafka.type;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.schemas.change.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * What a consumer does: brings what the plain Avro library, or a JSON parser, read back into a text that PostgreSQL takes for a
 * value of the type. Written from docs/types.md and not from the codecs.
 */
final class Rendering {
    private static final BigInteger MICROS_2_64 = BigInteger.ONE.shiftLeft(64);
    private static final long FIRST_TIMESTAMP = -210_866_803_200_000_000L;

    private Rendering() {}

    static String avro(Object value, Schema union, ColumnType type) {
        ColumnType base = type.withoutDomains();
        Schema schema = union.getTypes().get(GenericData.get().resolveUnion(union, value));
        if (value instanceof GenericRecord record
                && record.getSchema().getName().equals("Text")) {
            return record.get("text").toString();
        }
        if (base.kind() == ColumnType.Kind.ARRAY && !(value instanceof CharSequence)) {
            return array(value, schema, base);
        }
        String logical =
                schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
        switch (logical) {
            case "decimal":
                LogicalTypes.Decimal decimal = (LogicalTypes.Decimal) schema.getLogicalType();
                return new BigDecimal(new BigInteger(bytes(value)), decimal.getScale()).toPlainString();
            case "date":
                return date((Integer) value);
            case "time-micros":
                return time((Long) value);
            case "timestamp-micros":
                return timestamp((Long) value, "+00");
            case "local-timestamp-micros":
                return timestamp((Long) value, "");
            default:
                return value instanceof ByteBuffer ? "\\x" + HexFormat.of().formatHex(bytes(value)) : value.toString();
        }
    }

    private static byte[] bytes(Object value) {
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static String date(int days) {
        if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
            return days > 0 ? "infinity" : "-infinity";
        }
        return day(LocalDate.ofEpochDay(days)) + era(days);
    }

    private static String day(LocalDate date) {
        int year = date.getYear();
        return String.format(
                Locale.ROOT, "%04d-%02d-%02d", year > 0 ? year : 1 - year, date.getMonthValue(), date.getDayOfMonth());
    }

    private static String era(long epochDay) {
        return LocalDate.ofEpochDay(epochDay).getYear() > 0 ? "" : " BC";
    }

    private static String time(long micros) {
        if (micros == 86_400_000_000L) {
            return "24:00:00";
        }
        return LocalTime.ofNanoOfDay(micros * 1_000).toString();
    }

    private static String timestamp(long micros, String zone) {
        if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
            return micros > 0 ? "infinity" : "-infinity";
        }
        BigInteger real = BigInteger.valueOf(micros);
        if (micros < FIRST_TIMESTAMP) {
            real = real.add(MICROS_2_64).subtract(BigInteger.TWO);
        }
        BigInteger[] parts = real.divideAndRemainder(BigInteger.valueOf(1_000_000));
        LocalDateTime time = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC)
                .plusSeconds(parts[0].longValueExact())
                .plus(parts[1].longValueExact(), ChronoUnit.MICROS);
        String clock = String.format(
                Locale.ROOT,
                "%02d:%02d:%02d.%06d",
                time.getHour(),
                time.getMinute(),
                time.getSecond(),
                time.get(ChronoField.MICRO_OF_SECOND));
        return day(time.toLocalDate())
                + " "
                + clock
                + zone
                + era(time.toLocalDate().toEpochDay());
    }

    private static String array(Object value, Schema schema, ColumnType type) {
        ColumnType element = type.element().orElseThrow();
        if (value instanceof GenericRecord record) {
            List<?> lower = (List<?>) record.get("lower_bounds");
            List<?> lengths = (List<?>) record.get("lengths");
            StringBuilder bounds = new StringBuilder();
            for (int i = 0; i < lower.size(); i++) {
                int from = (Integer) lower.get(i);
                bounds.append('[')
                        .append(from)
                        .append(':')
                        .append(from + (Integer) lengths.get(i) - 1)
                        .append(']');
            }
            Schema items = record.getSchema().getField("elements").schema().getElementType();
            List<?> elements = (List<?>) record.get("elements");
            StringBuilder out = new StringBuilder(bounds).append('=');
            int used = nested(elements, items, element, lengths, 0, 0, out);
            if (used != elements.size()) {
                throw new AssertionError("lengths and elements do not agree");
            }
            return out.toString();
        }
        List<?> elements = (List<?>) value;
        StringBuilder out = new StringBuilder();
        nested(elements, schema.getElementType(), element, List.of(elements.size()), 0, 0, out);
        return out.toString();
    }

    private static int nested(
            List<?> elements, Schema items, ColumnType type, List<?> lengths, int depth, int from, StringBuilder out) {
        int at = from;
        out.append('{');
        for (int i = 0; i < (Integer) lengths.get(depth); i++) {
            out.append(i == 0 ? "" : delimiter(type));
            if (depth + 1 < lengths.size()) {
                at = nested(elements, items, type, lengths, depth + 1, at, out);
            } else {
                Object each = elements.get(at++);
                out.append(each == null ? "NULL" : quoted(avro(each, items, type)));
            }
        }
        out.append('}');
        return at;
    }

    private static String delimiter(ColumnType type) {
        return type.name().equals("box") ? ";" : ",";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    static String json(JsonNode value, ColumnType type) {
        ColumnType base = type.withoutDomains();
        if (value.isArray()) {
            StringBuilder out = new StringBuilder("{");
            boolean inner = false;
            for (JsonNode each : value) {
                out.append(inner ? delimiter(base.element().orElseThrow()) : "");
                inner = true;
                ColumnType element = base.element().orElseThrow();
                if (each.isNull()) {
                    out.append("NULL");
                } else if (each.isArray() && element.withoutDomains().kind() != ColumnType.Kind.ARRAY) {
                    out.append(json(each, base)); // another dimension
                } else {
                    out.append(quoted(json(each, element)));
                }
            }
            return out.append('}').toString();
        }
        String text = value.isBoolean() ? (value.booleanValue() ? "t" : "f") : value.asText();
        if (base.name().equals("bytea")) {
            return "\\x" + HexFormat.of().formatHex(Base64.getDecoder().decode(text));
        }
        return text;
    }
}
