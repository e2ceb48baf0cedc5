package dev.culvert.runtime.stream;

import dev.culvert.schemas.change.LogicalMessage;
import dev.culvert.schemas.change.Operation;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.RowImage;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.Utf8;
import dev.culvert.schemas.change.ValueState;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * CRC-32C over table, operation and identity (as text) of the changes of one transaction, in the order of the stream. Two
 * deliveries of the same transaction from the same WAL and publication give the same value after the same number of changes.
 */
public final class ChangeChecksum {
    private static final char SEPARATOR = 0x1F;
    private static final int END_OF_FIELD = SEPARATOR;
    private static final int TRUNCATE = 't';
    private static final int MESSAGE = 'm';

    private final CRC32C crc = new CRC32C();
    private final Utf8 value = new Utf8();
    private TableSchema named;
    private byte[] name = {};
    private byte[] buffer = new byte[256];
    private int length;

    /** Forgets what came, for the next transaction. */
    public void reset() {
        crc.reset();
    }

    /** Takes a change of a row. */
    public void row(RowCursor row) {
        TableSchema table = row.table();
        octet(row.operation().code().charAt(0));
        table(table);
        if (row.beforeKind() != RowCursor.Before.NONE) {
            identity(table, row.before());
        }
        if (row.operation() != Operation.DELETE) {
            identity(table, row.after());
        }
        flush();
    }

    /** Takes a TRUNCATE of one table. */
    public void truncate(TableSchema table) {
        octet(TRUNCATE);
        table(table);
        flush();
    }

    void message(LogicalMessage message) {
        octet(MESSAGE);
        text(message.prefix());
        for (byte b : message.content()) {
            octet(b);
        }
        octet(END_OF_FIELD);
        flush();
    }

    /** Of all that came since {@link #reset}. */
    public long value() {
        return crc.getValue();
    }

    @SuppressWarnings("ReferenceEquality") // another object of the same table only costs time
    private void table(TableSchema table) {
        if (table != named) {
            named = table;
            name = (table.id().schema() + SEPARATOR + table.id().name() + SEPARATOR).getBytes(StandardCharsets.UTF_8);
        }
        ensure(name.length);
        System.arraycopy(name, 0, buffer, length, name.length);
        length += name.length;
    }

    private void identity(TableSchema table, RowImage image) {
        for (int column : table.key()) {
            ValueState state = image.state(column);
            octet(state.ordinal());
            if (state == ValueState.VALUE) {
                image.utf8(column, value);
                text(value);
            }
        }
    }

    private void text(String text) {
        text(value.set(text));
    }

    private void text(Utf8 text) {
        ensure(text.length() + 1);
        System.arraycopy(text.array(), text.offset(), buffer, length, text.length());
        length += text.length();
        octet(END_OF_FIELD);
    }

    private void ensure(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }

    private void octet(int value) {
        ensure(1);
        buffer[length++] = (byte) value;
    }

    private void flush() {
        crc.update(buffer, 0, length);
        length = 0;
    }
}
