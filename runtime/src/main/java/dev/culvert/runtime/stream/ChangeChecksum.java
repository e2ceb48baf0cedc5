package dev.culvert.runtime.stream;

import dev.culvert.schemas.change.LogicalMessage;
import dev.culvert.schemas.change.Operation;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.RowImage;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.ValueState;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * CRC-32C over table, operation and identity (as text) of the changes of one transaction, in the order of the stream. Two
 * deliveries of the same transaction from the same WAL and publication give the same value after the same number of changes.
 */
public final class ChangeChecksum {
    private static final int END_OF_FIELD = 0x1F;
    private static final int TRUNCATE = 't';
    private static final int MESSAGE = 'm';

    private final CRC32C crc = new CRC32C();
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

    private void table(TableSchema table) {
        text(table.id().schema());
        text(table.id().name());
    }

    private void identity(TableSchema table, RowImage image) {
        for (int column : table.key()) {
            ValueState state = image.state(column);
            octet(state.ordinal());
            if (state == ValueState.VALUE) {
                text(image.text(column));
            }
        }
    }

    private void text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                for (byte b : text.substring(i).getBytes(StandardCharsets.UTF_8)) {
                    octet(b);
                }
                break;
            }
            octet(c);
        }
        octet(END_OF_FIELD);
    }

    private void octet(int value) {
        if (length == buffer.length) {
            buffer = Arrays.copyOf(buffer, length * 2);
        }
        buffer[length++] = (byte) value;
    }

    private void flush() {
        crc.update(buffer, 0, length);
        length = 0;
    }
}
