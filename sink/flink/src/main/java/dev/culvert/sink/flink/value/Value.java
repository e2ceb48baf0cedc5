package dev.culvert.sink.flink.value;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Brings PostgreSQL's text into the object that Iceberg's generic records have for a type. Made once for a column. */
@FunctionalInterface
public interface Value {
    /** What is returned for a value that the type does not have: infinity, NaN of a decimal, 24:00:00, arrays of several dimensions. */
    Object UNFIT = new Object();

    /** @param text not null */
    Object of(String text);

    static Value reader(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> text -> text.equals("t") ? Boolean.TRUE : Boolean.FALSE;
            case INTEGER -> Integer::valueOf;
            case LONG -> Long::valueOf;
            case FLOAT -> Float::valueOf;
            case DOUBLE -> Double::valueOf;
            case DECIMAL -> decimal((Types.DecimalType) type);
            case DATE -> text -> isInfinite(text) ? UNFIT : Dates.date(text);
            case TIME -> text -> text.startsWith("24") ? UNFIT : LocalTime.parse(text);
            case TIMESTAMP -> timestamp(((Types.TimestampType) type).shouldAdjustToUTC());
            case UUID -> UUID::fromString;
            case BINARY -> text -> ByteBuffer.wrap(HexFormat.of().parseHex(text, 2, text.length()));
            case STRING -> text -> text;
            case LIST -> list(reader(type.asListType().elementType()));
            default -> throw new IllegalArgumentException("no column is made of type " + type);
        };
    }

    private static Value decimal(Types.DecimalType type) {
        return text -> {
            if (!Character.isDigit(text.charAt(text.length() - 1))) {
                return UNFIT; // NaN, Infinity
            }
            BigDecimal value = new BigDecimal(text);
            if (value.scale() != type.scale()) {
                if (value.stripTrailingZeros().scale() > type.scale()) {
                    return UNFIT;
                }
                value = value.setScale(type.scale());
            }
            return value.precision() > type.precision() ? UNFIT : value;
        };
    }

    private static Value timestamp(boolean zoned) {
        return text -> {
            if (isInfinite(text)) {
                return UNFIT;
            }
            LocalDateTime at = Dates.timestamp(zoned ? text.replace("+00", "") : text);
            long seconds = at.toEpochSecond(ZoneOffset.UTC);
            if (Math.abs(seconds) > Long.MAX_VALUE / 1_000_000 - 1) {
                return UNFIT; // PostgreSQL has thirty years more than microseconds in 64 bits since 1970
            }
            return zoned
                    ? (Object) OffsetDateTime.ofInstant(Instant.ofEpochSecond(seconds, at.getNano()), ZoneOffset.UTC)
                    : at;
        };
    }

    private static boolean isInfinite(String text) {
        return text.endsWith("infinity");
    }

    private static Value list(Value element) {
        return text -> {
            List<String> texts = ArrayText.elements(text);
            if (texts == null) {
                return UNFIT;
            }
            List<Object> values = new ArrayList<>(texts.size());
            for (String each : texts) {
                Object value = each == null ? null : element.of(each);
                if (value == UNFIT) {
                    return UNFIT;
                }
                values.add(value);
            }
            return values;
        };
    }

    /** ISO text with the era behind it and any number of digits in the year. */
    final class Dates {
        private static final String BEFORE = " BC";

        private Dates() {}

        static LocalDate date(String text) {
            boolean before = text.endsWith(BEFORE);
            String plain = before ? text.substring(0, text.length() - BEFORE.length()) : text;
            int month = plain.length() - 5;
            int year = Integer.parseInt(plain.substring(0, month - 1));
            return LocalDate.of(
                    before ? 1 - year : year,
                    Integer.parseInt(plain.substring(month, month + 2)),
                    Integer.parseInt(plain.substring(month + 3)));
        }

        static LocalDateTime timestamp(String text) {
            boolean before = text.endsWith(BEFORE);
            int space = text.indexOf(' ');
            String time = text.substring(space + 1, before ? text.length() - BEFORE.length() : text.length());
            return LocalDateTime.of(date(text.substring(0, space) + (before ? BEFORE : "")), LocalTime.parse(time));
        }
    }
}
