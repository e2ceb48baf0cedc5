package dev.culvert.postgres.server;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.Lsn;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.postgresql.copy.CopyDual;

/**
 * A commit record, read back from the server's WAL as a physical standby reads it: nothing else tells whether the WAL at a position
 * is that which was decoded. A restored volume has the same system identifier and timeline, and after a while WAL of the same numbers.
 *
 * <p>The record is not parsed: it holds the commit's time in microseconds (for a transaction of a replication origin, that of its
 * origin), eight bytes that are looked for.
 */
public final class CommitRecord {
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MESSAGE_HEADER = 1 + 3 * Long.BYTES;

    /** {@code XLogPageHeaderData} with padding, and {@code XLogLongPageHeaderData} of a segment's first page. */
    private static final int PAGE_HEADER = 24;

    private static final int LONG_PAGE_HEADER = 40;
    private static final int XLP_LONG_HEADER = 0x0002;

    private CommitRecord() {}

    /**
     * Whether the record between two positions is a commit of that time.
     *
     * @param replication belongs to this call, and is at its end afterwards
     * @param timeline whose WAL to read
     * @param start the record's start
     * @param end its end, at or before the end of the server's WAL
     * @throws dev.culvert.schemas.error.CulvertException the server's refusal, {@code UNDEFINED_FILE} if it has the WAL no more
     */
    public static boolean isAt(Session replication, int timeline, Lsn start, Lsn end, Instant commitTime) {
        try (replication) {
            int pageSize = Integer.parseInt(replication.one(
                    "SELECT pg_catalog.current_setting('wal_block_size') AS size", row -> row.text("size")));
            byte[] wal = read(replication, timeline, start, Math.toIntExact(end.bytesSince(start)));
            return holds(withoutPageHeaders(wal, start, pageSize), commitTime);
        }
    }

    private static byte[] read(Session replication, int timeline, Lsn start, int length) {
        ByteArrayOutputStream wal = new ByteArrayOutputStream();
        try {
            CopyDual copy = replication
                    .driver()
                    .getCopyAPI()
                    .copyDual("START_REPLICATION PHYSICAL " + start + " TIMELINE " + timeline);
            replication.readTimeout(LIMIT);
            while (wal.size() < length) {
                byte[] message = copy.readFromCopy(true);
                if (message == null) {
                    throw new SQLException("the server ended the stream of its WAL at byte " + wal.size(), "08006");
                }
                if (message[0] == 'w') {
                    wal.write(message, MESSAGE_HEADER, message.length - MESSAGE_HEADER);
                }
            }
        } catch (SQLException e) {
            throw replication.translate(e);
        } finally {
            // in good order it would wait for the end of a stream that has none
            replication.abort();
        }
        return java.util.Arrays.copyOf(wal.toByteArray(), length);
    }

    static byte[] withoutPageHeaders(byte[] wal, Lsn start, int pageSize) {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        int at = 0;
        while (at < wal.length) {
            int inPage = (int) Long.remainderUnsigned(start.value() + at, pageSize);
            if (inPage == 0) {
                inPage = headerSize(wal, at);
                at += inPage;
            }
            int end = Math.min(wal.length, at + pageSize - inPage);
            if (at < end) {
                record.write(wal, at, end - at);
            }
            at = end;
        }
        return record.toByteArray();
    }

    private static int headerSize(byte[] wal, int page) {
        // the flags are the second two bytes, in the server's byte order; the bit is in one of them either way
        boolean isLong =
                page + 3 < wal.length && (((wal[page + 2] & 0xff) | (wal[page + 3] & 0xff)) & XLP_LONG_HEADER) != 0;
        return isLong ? LONG_PAGE_HEADER : PAGE_HEADER;
    }

    private static boolean holds(byte[] record, Instant commitTime) {
        long micros = ChronoUnit.MICROS.between(EPOCH, commitTime);
        return contains(record, micros, ByteOrder.LITTLE_ENDIAN) || contains(record, micros, ByteOrder.BIG_ENDIAN);
    }

    private static boolean contains(byte[] record, long value, ByteOrder order) {
        ByteBuffer buffer = ByteBuffer.wrap(record).order(order);
        for (int i = 0; i + Long.BYTES <= record.length; i++) {
            if (buffer.getLong(i) == value) {
                return true;
            }
        }
        return false;
    }
}
