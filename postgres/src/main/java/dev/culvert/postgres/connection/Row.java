package dev.culvert.postgres.connection;

import dev.culvert.schemas.change.Lsn;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One row of a result; valid only while its {@link RowReader} runs. A null is never a zero or an empty text: where one may
 * come, the reader says so.
 */
public final class Row {
    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    public String text(String column) throws SQLException {
        return optionalText(column).orElseThrow(() -> unexpectedNull(column));
    }

    public Optional<String> optionalText(String column) throws SQLException {
        return Optional.ofNullable(result.getString(column));
    }

    public boolean bool(String column) throws SQLException {
        return optionalBool(column).orElseThrow(() -> unexpectedNull(column));
    }

    public Optional<Boolean> optionalBool(String column) throws SQLException {
        boolean value = result.getBoolean(column);
        return result.wasNull() ? Optional.empty() : Optional.of(value);
    }

    public int integer(String column) throws SQLException {
        return optionalInteger(column).orElseThrow(() -> unexpectedNull(column));
    }

    public OptionalInt optionalInteger(String column) throws SQLException {
        int value = result.getInt(column);
        return result.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
    }

    public long number(String column) throws SQLException {
        return optionalNumber(column).orElseThrow(() -> unexpectedNull(column));
    }

    public OptionalLong optionalNumber(String column) throws SQLException {
        long value = result.getLong(column);
        return result.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    public Lsn lsn(String column) throws SQLException {
        return Lsn.parse(text(column));
    }

    public Optional<Lsn> optionalLsn(String column) throws SQLException {
        return optionalText(column).map(Lsn::parse);
    }

    public Optional<Instant> optionalInstant(String column) throws SQLException {
        return Optional.ofNullable(result.getObject(column, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant);
    }

    /** A text[] without nulls in it. */
    public List<String> texts(String column) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (Object element : elements(column)) {
            texts.add((String) element);
        }
        return List.copyOf(texts);
    }

    /** An integer array without nulls in it. */
    public List<Integer> integers(String column) throws SQLException {
        List<Integer> integers = new ArrayList<>();
        for (Object element : elements(column)) {
            integers.add(((Number) element).intValue());
        }
        return List.copyOf(integers);
    }

    private Object[] elements(String column) throws SQLException {
        Array array = result.getArray(column);
        if (array == null) {
            throw unexpectedNull(column);
        }
        return (Object[]) array.getArray();
    }

    /** A bytea. */
    public byte[] bytes(String column) throws SQLException {
        byte[] bytes = result.getBytes(column);
        if (bytes == null) {
            throw unexpectedNull(column);
        }
        return bytes;
    }

    private static IllegalStateException unexpectedNull(String column) {
        return new IllegalStateException("the server returned null in column " + column);
    }
}
