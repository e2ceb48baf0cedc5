package dev.culvert.postgres.copy;

import dev.culvert.postgres.connection.Session;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.postgresql.copy.CopyIn;

/** Writes rows into a COPY FROM STDIN, in PostgreSQL's text format. For one thread. */
public final class CopyRows {
    private static final int BUFFER = 1 << 16;

    private final Session session;
    private final CopyIn copy;
    private final CopyText text = new CopyText();

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

    /** The next value of the row. @param value PostgreSQL's own; null for SQL NULL */
    public void value(String value) {
        text.value(value);
    }

    /** Where further values of the row can be written. */
    public CopyText text() {
        return text;
    }

    /** The row has all its values. */
    public void endRow() {
        text.endRow();
        if (text.length() >= BUFFER) {
            send();
        }
    }

    private void send() {
        try {
            copy.writeToCopy(text.bytes(), 0, text.length());
            text.clear();
        } catch (SQLException e) {
            throw session.translate(e);
        }
    }
}
