package dev.culvert.sink.flink.iceberg;

import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.RecordKey;
import dev.culvert.sink.flink.record.RowReceiver;
import dev.culvert.sink.flink.record.UnreadableException;
import dev.culvert.sink.flink.value.Value;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The values of one row after the other as objects of the columns' types: straight from the record where the type has what the record has, else by
 * PostgreSQL's text. For one thread.
 */
final class Values implements RowReceiver {
    private static final int MICROS = 1_000_000;
    private static final long DAY_MICROS = 86_400L * MICROS;
    private static final int NANOS = 1_000;

    private final Type[] types;
    private final Value[] readers;
    private final Object[] values;
    private final String[] texts;
    private int at;
    private boolean others;

    /** @param types of the columns of a record, in their order */
    Values(List<Type> types) {
        this.types = types.toArray(Type[]::new);
        readers = types.stream().map(Value::reader).toArray(Value[]::new);
        values = new Object[readers.length];
        texts = new String[readers.length];
    }

    void read(Change change) {
        begin();
        change.give(this);
        if (others) {
            begin();
            Arrays.stream(change.values()).forEach(this::text);
        }
    }

    void read(RecordKey key) {
        begin();
        key.give(this);
        if (others) {
            begin();
            key.values().forEach(this::text);
        }
    }

    private void begin() {
        at = 0;
        others = false;
    }

    /** Null for SQL NULL; {@link Value#UNFIT} for what the type does not have. */
    Object value(int column) {
        return values[column];
    }

    /** PostgreSQL's text of a value that is unfit. */
    String text(int column) {
        return texts[column];
    }

    private Type.TypeID type() {
        return types[at].typeId();
    }

    private void put(Object value) {
        values[at++] = value;
    }

    /** The column is of another type than values of this form are: its text goes through the type's own reader. */
    private void other() {
        others = true;
        put(null);
    }

    @Override
    public void text(String value) {
        texts[at] = value;
        try {
            put(value == null ? null : readers[at].of(value));
        } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
            throw UnreadableException.because("a value is none of the type " + types[at], e);
        }
    }

    @Override
    public void truth(boolean value) {
        if (type() == Type.TypeID.BOOLEAN) {
            put(value);
        } else {
            other();
        }
    }

    @Override
    public void number(long value) {
        switch (type()) {
            case INTEGER -> put((int) value);
            case LONG -> put(value);
            default -> other();
        }
    }

    @Override
    public void real(float value) {
        if (type() == Type.TypeID.FLOAT) {
            put(value);
        } else {
            other(); // of double precision: 1.1 is another number there
        }
    }

    @Override
    public void real(double value) {
        if (type() == Type.TypeID.DOUBLE) {
            put(value);
        } else {
            other();
        }
    }

    @Override
    public void decimal(BigDecimal value) {
        if (types[at] instanceof Types.DecimalType type
                && type.scale() == value.scale()
                && value.precision() <= type.precision()) {
            put(value);
        } else {
            other();
        }
    }

    @Override
    public void date(long days) {
        if (type() == Type.TypeID.DATE) {
            put(LocalDate.ofEpochDay(days));
        } else {
            other();
        }
    }

    @Override
    public void time(long micros) {
        if (type() == Type.TypeID.TIME && micros < DAY_MICROS) {
            put(LocalTime.ofNanoOfDay(micros * NANOS));
        } else {
            other();
        }
    }

    @Override
    public void timestamp(long micros, boolean zoned) {
        if (!(types[at] instanceof Types.TimestampType type) || type.shouldAdjustToUTC() != zoned) {
            other();
            return;
        }
        long second = Math.floorDiv(micros, MICROS);
        int nanos = Math.floorMod(micros, MICROS) * NANOS;
        put(
                zoned
                        ? Instant.ofEpochSecond(second, nanos).atOffset(ZoneOffset.UTC)
                        : LocalDateTime.ofEpochSecond(second, nanos, ZoneOffset.UTC));
    }

    @Override
    public void bytes(byte[] from, int start, int length) {
        if (type() == Type.TypeID.BINARY) {
            put(ByteBuffer.wrap(Arrays.copyOfRange(from, start, start + length)));
        } else {
            other();
        }
    }
}
