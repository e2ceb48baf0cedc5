package dev.culvert.sink.flink.files;

import dev.culvert.sink.flink.value.ColumnForms;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.DecimalType;
import org.apache.iceberg.types.Types.ListType;
import org.apache.iceberg.types.Types.StringType;
import org.apache.iceberg.types.Types.TimestampType;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/** How a column of a type lies in a Parquet file, and how a value of it gets there. Made once for a column. */
record ParquetForm(Type type, Cell cell) {
    static final ParquetForm TEXTS = of(ListType.ofOptional(1, StringType.get()));

    private static final int INT_DIGITS = 9;
    private static final int LONG_DIGITS = 18;
    private static final LocalDateTime EPOCH = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);

    /** Writes a value. */
    @FunctionalInterface
    interface Cell {
        void add(Object value, RecordConsumer out);
    }

    /** @param source PostgreSQL's type as SQL. Spark and Hive do not read times of a day and UUIDs, so these are text. */
    static Type type(String source) {
        Type type = ColumnForms.of(source, 1);
        return type.isListType()
                ? ListType.ofOptional(1, readable(type.asListType().elementType()))
                : readable(type);
    }

    private static Type readable(Type type) {
        return switch (type.typeId()) {
            case TIME, UUID -> StringType.get();
            default -> type;
        };
    }

    static ParquetForm of(Type type) {
        return new ParquetForm(type, cell(type));
    }

    private static Cell cell(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> (value, out) -> out.addBoolean((Boolean) value);
            case INTEGER -> (value, out) -> out.addInteger((Integer) value);
            case LONG -> (value, out) -> out.addLong((Long) value);
            case FLOAT -> (value, out) -> out.addFloat((Float) value);
            case DOUBLE -> (value, out) -> out.addDouble((Double) value);
            case DATE -> (value, out) -> out.addInteger(Math.toIntExact(((LocalDate) value).toEpochDay()));
            case TIMESTAMP ->
                ((TimestampType) type).shouldAdjustToUTC()
                        ? (value, out) -> out.addLong(micros(((OffsetDateTime) value).toLocalDateTime()))
                        : (value, out) -> out.addLong(micros((LocalDateTime) value));
            case STRING -> (value, out) -> out.addBinary(Binary.fromString((String) value));
            case BINARY -> (value, out) -> out.addBinary(Binary.fromConstantByteBuffer((ByteBuffer) value));
            case DECIMAL -> decimal(((DecimalType) type).precision());
            case LIST -> list(cell(type.asListType().elementType()));
            default -> throw new IllegalArgumentException("no column is made of type " + type);
        };
    }

    private static long micros(LocalDateTime at) {
        return ChronoUnit.MICROS.between(EPOCH, at);
    }

    private static Cell decimal(int precision) {
        if (precision <= INT_DIGITS) {
            return (value, out) ->
                    out.addInteger(((BigDecimal) value).unscaledValue().intValueExact());
        }
        if (precision <= LONG_DIGITS) {
            return (value, out) ->
                    out.addLong(((BigDecimal) value).unscaledValue().longValueExact());
        }
        int width = width(precision);
        return (value, out) -> {
            byte[] digits = ((BigDecimal) value).unscaledValue().toByteArray();
            byte[] whole = new byte[width];
            Arrays.fill(whole, 0, width - digits.length, (byte) (digits[0] < 0 ? -1 : 0));
            System.arraycopy(digits, 0, whole, width - digits.length, digits.length);
            out.addBinary(Binary.fromConstantByteArray(whole));
        };
    }

    /** Bytes that hold so many digits and a sign. */
    private static int width(int precision) {
        return BigDecimal.TEN.pow(precision).toBigInteger().bitLength() / Byte.SIZE + 1;
    }

    private static Cell list(Cell element) {
        return (value, out) -> {
            List<?> values = (List<?>) value;
            out.startGroup();
            if (!values.isEmpty()) {
                out.startField("list", 0);
                for (Object each : values) {
                    out.startGroup();
                    if (each != null) {
                        out.startField("element", 0);
                        element.add(each, out);
                        out.endField("element", 0);
                    }
                    out.endGroup();
                }
                out.endField("list", 0);
            }
            out.endGroup();
        };
    }

    /** The column in the file's schema; it may be null. */
    org.apache.parquet.schema.Type column(String name) {
        return column(type, name);
    }

    private static org.apache.parquet.schema.Type column(Type type, String name) {
        return switch (type.typeId()) {
            case BOOLEAN -> Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
            case INTEGER -> Types.optional(PrimitiveTypeName.INT32).named(name);
            case LONG -> Types.optional(PrimitiveTypeName.INT64).named(name);
            case FLOAT -> Types.optional(PrimitiveTypeName.FLOAT).named(name);
            case DOUBLE -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
            case DATE ->
                Types.optional(PrimitiveTypeName.INT32)
                        .as(LogicalTypeAnnotation.dateType())
                        .named(name);
            case TIMESTAMP ->
                Types.optional(PrimitiveTypeName.INT64)
                        .as(LogicalTypeAnnotation.timestampType(
                                ((TimestampType) type).shouldAdjustToUTC(), TimeUnit.MICROS))
                        .named(name);
            case STRING ->
                Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(name);
            case BINARY -> Types.optional(PrimitiveTypeName.BINARY).named(name);
            case DECIMAL -> decimal((DecimalType) type, name);
            case LIST ->
                Types.optionalList()
                        .element(column(type.asListType().elementType(), "element"))
                        .named(name);
            default -> throw new IllegalArgumentException("no column is made of type " + type);
        };
    }

    private static org.apache.parquet.schema.Type decimal(DecimalType type, String name) {
        LogicalTypeAnnotation digits = LogicalTypeAnnotation.decimalType(type.scale(), type.precision());
        if (type.precision() > LONG_DIGITS) {
            return Types.optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
                    .length(width(type.precision()))
                    .as(digits)
                    .named(name);
        }
        return Types.optional(type.precision() <= INT_DIGITS ? PrimitiveTypeName.INT32 : PrimitiveTypeName.INT64)
                .as(digits)
                .named(name);
    }
}
