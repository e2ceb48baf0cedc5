package dev.culvert.postgres.copy;

import dev.culvert.postgres.connection.Session;
import java.sql.SQLException;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOperation;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves what a COPY TO of one session sends into a COPY FROM of another, through a small buffer. For one thread at a time. */
public final class CopyPipe {
    private static final Logger LOG = LoggerFactory.getLogger(CopyPipe.class);

    /** Rows are sent on together: a message for each costs more than the row. */
    private static final int BUFFER = 1 << 16;

    /** Between looks at the counter of bytes. */
    private static final int STRIDE = 1 << 20;

    /** Counts what goes by. */
    @FunctionalInterface
    public interface Meter {
        /** So many more rows and bytes. */
        void add(long rows, long bytes);
    }

    private final Session from;
    private final Session to;
    private final byte[] buffer = new byte[BUFFER];
    private int filled;

    public CopyPipe(Session from, Session to) {
        this.from = from;
        this.to = to;
    }

    /**
     * Runs both to their end, each in the transaction that its session has open; neither is committed here. After an error both
     * transactions can only be rolled back.
     *
     * @param copyOut {@code COPY ... TO STDOUT ...}
     * @param copyIn {@code COPY ... FROM STDIN ...}, of the same format
     * @param meter is told now and then
     * @throws dev.culvert.schemas.error.CulvertException as a {@link Session} does
     */
    public CopiedRows run(String copyOut, String copyIn, Meter meter) {
        filled = 0;
        CopyOut out = start(from, copyOut, CopyOut.class);
        CopyIn in = null;
        try {
            in = start(to, copyIn, CopyIn.class);
            long count = pump(out, in, meter);
            long written = end(in);
            return new CopiedRows(out.getHandledRowCount(), written, count);
        } finally {
            cancel(in, to);
            cancel(out, from);
        }
    }

    private static <T extends CopyOperation> T start(Session session, String sql, Class<T> kind) {
        try {
            var api = session.driver().getCopyAPI();
            return kind.cast(kind == CopyOut.class ? api.copyOut(sql) : api.copyIn(sql));
        } catch (SQLException e) {
            throw session.translate(e);
        }
    }

    private long pump(CopyOut out, CopyIn in, Meter meter) {
        long total = 0;
        long untold = 0;
        long rows = 0;
        for (byte[] row = read(out); row != null; row = read(out)) {
            if (row.length > BUFFER - filled) {
                flush(in);
            }
            if (row.length > BUFFER) {
                write(in, row, row.length);
            } else {
                System.arraycopy(row, 0, buffer, filled, row.length);
                filled += row.length;
            }
            untold += row.length;
            rows++;
            if (untold >= STRIDE) {
                meter.add(rows, untold);
                total += untold;
                untold = 0;
                rows = 0;
            }
        }
        flush(in);
        meter.add(rows, untold);
        return total + untold;
    }

    private byte[] read(CopyOut out) {
        try {
            return out.readFromCopy();
        } catch (SQLException e) {
            throw from.translate(e);
        }
    }

    private void flush(CopyIn in) {
        if (filled > 0) {
            write(in, buffer, filled);
            filled = 0;
        }
    }

    private void write(CopyIn in, byte[] bytes, int length) {
        try {
            in.writeToCopy(bytes, 0, length);
        } catch (SQLException e) {
            throw to.translate(e);
        }
    }

    private long end(CopyIn in) {
        try {
            return in.endCopy();
        } catch (SQLException e) {
            throw to.translate(e);
        }
    }

    /** A session that is left in the middle of a COPY takes no statement any more, not even a rollback. */
    private static void cancel(CopyOperation operation, Session session) {
        if (operation == null || !operation.isActive()) {
            return;
        }
        try {
            operation.cancelCopy();
        } catch (SQLException e) {
            // the error that led here is the one to tell
            LOG.debug("a COPY on {} could not be cancelled, SQLSTATE {}", session, e.getSQLState());
        }
    }
}
