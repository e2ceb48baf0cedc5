package dev.culvert.sink.flink.iceberg;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.data.Record;

/** What a reader of Iceberg has, as PostgreSQL takes it. Shares nothing with the sink. */
public final class PostgresText {
    private static final DateTimeFormatter DATE = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR_OF_ERA, 4, 9, SignStyle.NOT_NEGATIVE)
            .appendPattern("-MM-dd")
            .toFormatter();
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .append(DATE)
            .appendPattern(" HH:mm:ss.SSSSSS")
            .toFormatter();

    private PostgresText() {}

    /** A row of VALUES. @param columns and the types of them */
    public static String row(Record row, Map<String, String> columns) {
        return columns.entrySet().stream()
                .map(column -> literal(value(row, column.getKey(), column.getValue())))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    /** A value as PostgreSQL reads it, null for SQL NULL. @param type of the column, as PostgreSQL writes it */
    public static String value(Record row, String column, String type) {
        String delimiter = type.equals("box[]") ? ";" : ",";
        Object own = row.getField(column);
        boolean hasBeside = row.struct().field(column + "__text") != null;
        Object beside = hasBeside ? row.getField(column + "__text") : null;
        if (own != null && beside != null) {
            throw new AssertionError(column + " has two values");
        }
        return own != null ? text(own, delimiter) : beside == null ? null : beside.toString();
    }

    public static String literal(String text) {
        return text == null ? "NULL" : "'" + text.replace("'", "''") + "'";
    }

    private static String text(Object value, String delimiter) {
        if (value instanceof LocalDate date) {
            return DATE.format(date) + era(date);
        } else if (value instanceof LocalDateTime at) {
            return TIMESTAMP.format(at) + era(at.toLocalDate());
        } else if (value instanceof OffsetDateTime at) {
            LocalDateTime utc = at.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
            return TIMESTAMP.format(utc) + "+00" + era(utc.toLocalDate());
        } else if (value instanceof LocalTime time) {
            return time.format(DateTimeFormatter.ISO_LOCAL_TIME);
        } else if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return "\\x" + HexFormat.of().formatHex(copy);
        } else if (value instanceof BigDecimal number) {
            return number.toPlainString();
        } else if (value instanceof List<?> list) {
            return list.stream()
                    .map(each -> each == null
                            ? "NULL"
                            : '"' + text(each, delimiter).replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                    .collect(Collectors.joining(delimiter, "{", "}"));
        }
        return value.toString();
    }

    private static String era(LocalDate date) {
        return date.getYear() > 0 ? "" : " BC";
    }
}
