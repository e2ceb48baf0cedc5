package dev.culvert.postgres.copy;

import dev.culvert.postgres.connection.Session;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.postgresql.copy.CopyIn;

/** Writes rows into a COPY FROM STDIN, in PostgreSQL's text format. For one thread. */
public final class CopyRows {
    private static final int BUFFER = 1 << 16;
    private static final byte[] NULL = {'\\', 'N'};

    private final Session session;
    private final CopyIn copy;
    private byte[] buffer = new byte[BUFFER + 1024];
    private int filled;
    private boolean inRow;

    private CopyRows(Session session, CopyIn copy) {
        this.session = session;
        this.copy = copy;
    }

    /**
     * Runs a COPY to its end, in the transaction that the session has open; after an error that can only be rolled back.
     *
     * @param sql {@code COPY ... FROM STDIN}
     * @param rows writes all rows
     * @return how many the server took
     * @throws dev.culvert.schemas.error.CulvertException as a {@link Session} does
     */
    public static long write(Session session, String sql, Consumer<CopyRows> rows) {
        try {
            CopyIn copy = session.driver().getCopyAPI().copyIn(sql);
            try {
                CopyRows writer = new CopyRows(session, copy);
                rows.accept(writer);
                writer.send();
                return copy.endCopy();
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
        } catch (SQLException e) {
            throw session.translate(e);
        }
    }

    /** The next value of the row. @param text PostgreSQL's own; null for SQL NULL */
    public void value(String text) {
        if (inRow) {
            put((byte) '\t');
        }
        inRow = true;
        if (text == null) {
            put(NULL, NULL.length);
        } else {
            escaped(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The row has all its values. */
    public void endRow() {
        inRow = false;
        put((byte) '\n');
        if (filled >= BUFFER) {
            send();
        }
    }

    private void escaped(byte[] bytes) {
        reserve(2 * bytes.length);
        for (byte each : bytes) {
            switch (each) {
                case '\\' -> pair((byte) '\\');
                case '\t' -> pair((byte) 't');
                case '\n' -> pair((byte) 'n');
                case '\r' -> pair((byte) 'r');
                default -> buffer[filled++] = each;
            }
        }
    }

    private void pair(byte second) {
        buffer[filled++] = '\\';
        buffer[filled++] = second;
    }

    private void put(byte one) {
        reserve(1);
        buffer[filled++] = one;
    }

    private void put(byte[] bytes, int length) {
        reserve(length);
        System.arraycopy(bytes, 0, buffer, filled, length);
        filled += length;
    }

    private void reserve(int more) {
        if (buffer.length - filled < more) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, filled + more));
        }
    }

    private void send() {
        try {
            copy.writeToCopy(buffer, 0, filled);
            filled = 0;
        } catch (SQLException e) {
            throw session.translate(e);
        }
    }
}
