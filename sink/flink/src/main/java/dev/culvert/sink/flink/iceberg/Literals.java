package dev.culvert.sink.flink.iceberg;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;

/** Values of generic records as Iceberg's literals. */
final class Literals {
    private static final LocalDateTime EPOCH = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);

    private Literals() {}

    /** Empty for what has none. */
    static Optional<Literal<?>> of(Type type, Object value) {
        Literal<?> plain = plain(value);
        return plain == null ? Optional.empty() : Optional.ofNullable(plain.to(type));
    }

    private static Literal<?> plain(Object value) {
        if (value instanceof Boolean it) {
            return Expressions.lit(it);
        } else if (value instanceof Integer it) {
            return Expressions.lit(it);
        } else if (value instanceof Long it) {
            return Expressions.lit(it);
        } else if (value instanceof Float it) {
            return Expressions.lit(it);
        } else if (value instanceof Double it) {
            return Expressions.lit(it);
        } else if (value instanceof BigDecimal it) {
            return Expressions.lit(it);
        } else if (value instanceof UUID it) {
            return Expressions.lit(it);
        } else if (value instanceof ByteBuffer it) {
            return Expressions.lit(it);
        } else if (value instanceof String it) {
            return Expressions.lit(it);
        } else if (value instanceof LocalDate it) {
            return Expressions.lit((int) it.toEpochDay());
        } else if (value instanceof LocalDateTime it) {
            return Expressions.micros(ChronoUnit.MICROS.between(EPOCH, it));
        } else if (value instanceof OffsetDateTime it) {
            return Expressions.micros(ChronoUnit.MICROS.between(EPOCH, it.toLocalDateTime()));
        }
        return null;
    }
}
