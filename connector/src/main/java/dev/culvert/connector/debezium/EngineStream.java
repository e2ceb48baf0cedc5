package dev.culvert.connector.debezium;

import dev.culvert.connector.replication.WalStream;
import dev.culvert.schemas.error.CulvertException;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.MessageDecoder;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;

/**
 * The stream that Debezium reads. Passes on what concerns captured relations, counts it, and keeps errors to itself: Debezium
 * would throw away what it has queued. On Debezium's thread.
 */
final class EngineStream implements ReplicationStream {
    /** Messages of one call, between two of Debezium's looks at whether it should end. */
    private static final int BURST = 256;

    /** Flag of a message, after its type. */
    private static final int TRANSACTIONAL = 1;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final WalStream wal;
    private final Relations relations;
    private final MessageDecoder decoder;
    private final TypeRegistry types;
    private final StreamMonitor monitor;
    private final Lsn start;
    private Lsn lastReceived;
    private long changesOfTransaction;

    EngineStream(
            WalStream wal,
            Relations relations,
            MessageDecoder decoder,
            TypeRegistry types,
            StreamMonitor monitor,
            Lsn start) {
        this.wal = wal;
        this.relations = relations;
        this.decoder = decoder;
        this.types = types;
        this.monitor = monitor;
        this.start = start;
        this.lastReceived = start;
    }

    @Override
    public boolean readPending(ReplicationMessageProcessor processor) throws InterruptedException {
        for (int i = 0; i < BURST; i++) {
            if (monitor.hasEnded() || monitor.isFull() || !poll(processor)) {
                return i > 0;
            }
        }
        return true;
    }

    private boolean poll(ReplicationMessageProcessor processor) throws InterruptedException {
        try {
            return wal.poll((lsn, payload) -> message(lsn, payload, processor));
        } catch (CulvertException e) {
            monitor.fail(e);
        } catch (SQLException | RuntimeException e) {
            // whatever Debezium throws here, as a ConnectException or not
            monitor.fail(DebeziumErrors.broken(e));
        }
        return false;
    }

    private void message(dev.culvert.schemas.change.Lsn lsn, ByteBuffer payload, ReplicationMessageProcessor processor)
            throws SQLException, InterruptedException {
        lastReceived = Lsn.valueOf(lsn.value());
        ByteBuffer passed = filter(payload);
        if (passed.hasRemaining()) {
            decoder.processMessage(passed, processor, types);
        }
    }

    /** What Debezium is to see of a message; nothing if it does not concern it. */
    private ByteBuffer filter(ByteBuffer payload) {
        switch (payload.get(0)) {
            case 'R':
                return relations.neutral(payload);
            case 'I', 'U', 'D':
                if (!relations.isCaptured(payload.getInt(1))) {
                    return NOTHING;
                }
                changes(1, payload.remaining());
                return payload;
            case 'T':
                changes(capturedOfTruncate(payload), payload.remaining());
                return payload;
            case 'B':
                changesOfTransaction = 0;
                dev.culvert.schemas.change.Lsn commit = new dev.culvert.schemas.change.Lsn(payload.getLong(1));
                relations.begin(commit);
                monitor.beginIn(commit);
                return payload;
            case 'C':
                monitor.transactionIn(changesOfTransaction);
                return payload;
            case 'M':
                if ((payload.get(1) & TRANSACTIONAL) != 0) {
                    changes(1, payload.remaining());
                }
                return payload;
            case 'Y', 'O':
                // names of types, and of replication origins
                return NOTHING;
            case 'A':
                // of something that was never sent, as MessageDecoder of the native engine has it
                return NOTHING;
            default:
                throw DebeziumErrors.unknownMessage((char) payload.get(0));
        }
    }

    private void changes(int count, int bytes) {
        changesOfTransaction += count;
        for (int i = 0; i < count; i++) {
            monitor.changeIn(i == 0 ? bytes : 0);
        }
    }

    /** 'T', number of relations, options, their oids. */
    private int capturedOfTruncate(ByteBuffer payload) {
        int captured = 0;
        int relationCount = payload.getInt(1);
        for (int i = 0; i < relationCount; i++) {
            captured += relations.isCaptured(payload.getInt(6 + 4 * i)) ? 1 : 0;
        }
        return captured;
    }

    @Override
    public void read(ReplicationMessageProcessor processor) {
        throw new UnsupportedOperationException("Debezium's connector reads what is pending");
    }

    /** I1: only {@link DebeziumEngine#confirm} confirms, never Debezium. */
    @Override
    public void flushLsn(Lsn lsn) {
        // nothing
    }

    @Override
    public Lsn lastReceivedLsn() {
        return lastReceived;
    }

    @Override
    public Lsn startLsn() {
        return start;
    }

    /** {@link Feedback} keeps the connection alive. */
    @Override
    public void startKeepAlive(ExecutorService executor) {
        executor.shutdown();
    }

    @Override
    public void stopKeepAlive() {
        // nothing was started
    }

    @Override
    public void close() {
        // the engine closes the session
    }
}
