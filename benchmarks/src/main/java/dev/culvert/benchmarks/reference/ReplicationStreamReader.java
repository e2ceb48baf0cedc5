package dev.culvert.benchmarks.reference;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** Reads a slot up to where the WAL ends at the start, confirming nothing. */
public final class ReplicationStreamReader {
    private static final int COMMIT_HEADER_BYTES = 2;
    private static final int LSN_BYTES = 8;

    private ReplicationStreamReader() {}

    /**
     * @param rows inserts, updates and deletes
     * @param bytes of their messages
     * @param seconds from the first message to the last
     */
    public record Result(long rows, long bytes, double seconds) {
        @JsonProperty
        public double rate() {
            return rows / seconds;
        }
    }

    /** Text format, protocol version 1. There must be a commit at or after the WAL's present end. */
    public static Result read(PostgresDatabase database, String slot, String publication) {
        // the stream has nothing to say of a WAL that ends without a commit
        LogSequenceNumber end = LogSequenceNumber.valueOf(
                database.value("SELECT pg_logical_emit_message(true, 'culvert-benchmark', 'end')::text")
                        .orElseThrow());
        Properties properties = new Properties();
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "13");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.RECEIVE_BUFFER_SIZE.set(properties, 1 << 20);
        try (Connection connection = database.connect(properties);
                PGReplicationStream stream = connection
                        .unwrap(PGConnection.class)
                        .getReplicationAPI()
                        .replicationStream()
                        .logical()
                        .withSlotName(slot)
                        .withSlotOption("proto_version", 1)
                        .withSlotOption("publication_names", publication)
                        .withSlotOption("messages", true)
                        .withAutomaticFlush(false)
                        .start()) {
            return read(stream, end);
        } catch (SQLException e) {
            throw new BenchmarkException("slot " + slot + " could not be read: " + e.getMessage(), e);
        }
    }

    private static Result read(PGReplicationStream stream, LogSequenceNumber end) throws SQLException {
        long rows = 0;
        long bytes = 0;
        long startedAt = 0;
        while (true) {
            ByteBuffer message = stream.read();
            startedAt = startedAt == 0 ? System.nanoTime() : startedAt;
            switch (message.get(message.position())) {
                case 'I', 'U', 'D' -> {
                    rows++;
                    bytes += message.remaining();
                }
                case 'C' -> {
                    long commitEnd = message.getLong(message.position() + COMMIT_HEADER_BYTES + LSN_BYTES);
                    if (Long.compareUnsigned(commitEnd, end.asLong()) >= 0) {
                        return new Result(rows, bytes, (System.nanoTime() - startedAt) / 1e9);
                    }
                }
                default -> {
                    // begin, relation, type, origin, message: nothing to count
                }
            }
        }
    }
}
