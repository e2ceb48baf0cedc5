package dev.culvert.runtime.snapshot;

import dev.culvert.connector.snapshot.SnapshotHandler;
import dev.culvert.runtime.failpoint.CrashPoint;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.stream.OffsetRecords;
import dev.culvert.runtime.stream.RecordSize;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.Truncate;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.Position;
import dev.culvert.sink.kafka.record.ChangeContext;
import dev.culvert.sink.kafka.record.RecordEncoder;
import dev.culvert.sink.kafka.writer.RecordWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Writes the rows of a snapshot. Copying threads send under the read lock; whoever finds that a checkpoint is due commits under
 * the write lock, when no row is half sent. A table is named as done only in a commit after all of its rows.
 */
public final class SnapshotWriter implements SnapshotHandler {
    private static final long CHECKPOINT_BYTES = 32L << 20;
    private static final Duration CHECKPOINT_AGE = Duration.ofSeconds(5);

    private final RecordWriter writer;
    private final Supplier<RecordEncoder> encoders;
    private final OffsetRecords offsets;
    private final int generation;
    private final Lsn consistentPoint;
    private final Position position;
    private final Instant snapshotTime;
    private final StatusBoard board;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final List<TableId> done;
    private final List<TableId> renewed;
    private final AtomicLong ordinal = new AtomicLong();
    /** Under the write lock: from then on the writer is somebody else's. */
    private boolean finished;

    /**
     * @param encoders makes an encoder for each copying thread
     * @param consistentPoint the point that the rows are from
     * @param position where the stream goes on afterwards: everything before the point is in the topics, nothing after it
     * @param snapshotTime the server's clock when the snapshot was taken
     * @param done tables that an earlier generation copied
     * @param renewed tables that begin anew, and would again if this were interrupted before they are copied
     */
    public SnapshotWriter(
            RecordWriter writer,
            Supplier<RecordEncoder> encoders,
            OffsetRecords offsets,
            int generation,
            Lsn consistentPoint,
            Position position,
            Instant snapshotTime,
            List<TableId> done,
            List<TableId> renewed,
            StatusBoard board) {
        this.writer = writer;
        this.encoders = encoders;
        this.offsets = offsets;
        this.generation = generation;
        this.consistentPoint = consistentPoint;
        this.position = position;
        this.snapshotTime = snapshotTime;
        this.done = new ArrayList<>(done);
        this.renewed = List.copyOf(renewed);
        this.board = board;
    }

    @Override
    public Worker worker() {
        RecordEncoder encoder = encoders.get();
        ChangeContext context = new ChangeContext();
        context.snapshot(generation, snapshotTime);
        return row -> row(row, encoder, context);
    }

    @Override
    public void tableStarted(TableSchema table, long estimatedRows, long bytes) {
        board.copying(table.id(), estimatedRows);
    }

    @Override
    public void tableDone(TableId table, long rows) {
        lock.writeLock().lock();
        try {
            done.add(table);
        } finally {
            lock.writeLock().unlock();
        }
        board.copied(table);
    }

    /**
     * Says in Kafka that the snapshot has begun: the slot is this pipeline's and its consistent point is known.
     *
     * @param truncated tables that begin anew: what their topics have ends in the same transaction
     */
    public void begin(List<TableSchema> truncated) {
        if (!truncated.isEmpty()) {
            truncate(truncated);
        }
        commit(phase());
    }

    private void truncate(List<TableSchema> truncated) {
        RecordEncoder encoder = encoders.get();
        ChangeContext context = new ChangeContext();
        context.snapshot(generation, snapshotTime);
        Truncate truncate = new Truncate(truncated, consistentPoint);
        for (TableSchema table : truncated) {
            long number = ordinal.incrementAndGet();
            context.change(number, number);
            encoder.truncate(table, truncate, context, record -> {
                writer.send(record);
                board.sent(table.id(), RecordSize.of(record));
            });
        }
    }

    /**
     * Commits what was sent, if enough of it or long enough ago. Called by the copying threads and by the watch, which may be
     * late: after {@link #finish} or {@link #abort} it does nothing, since what is open then is the stream's.
     */
    public void checkpoint() {
        if (!due()) {
            return;
        }
        lock.writeLock().lock();
        try {
            if (!finished && due()) {
                commit(phase());
                CrashPoint.AFTER_SNAPSHOT_CHECKPOINT.reach();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Commits the last rows and says in the same transaction that changes follow. */
    public Phase.Streaming finish() {
        Phase.Streaming streaming = new Phase.Streaming(generation);
        lock.writeLock().lock();
        try {
            CrashPoint.SNAPSHOT_END.reach();
            finished = true;
            commit(streaming);
        } finally {
            lock.writeLock().unlock();
        }
        return streaming;
    }

    /** Gives up what was not committed. */
    public void abort() {
        lock.writeLock().lock();
        try {
            finished = true;
            writer.abort();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void row(RowCursor row, RecordEncoder encoder, ChangeContext context) {
        lock.readLock().lock();
        try {
            long number = ordinal.incrementAndGet();
            context.change(number, number);
            boolean ofItsTopic = encoder.row(row, context, record -> {
                writer.send(record);
                board.sent(row.table().id(), RecordSize.of(record));
            });
            if (!ofItsTopic) {
                board.deadLetter(row.table().id());
            }
        } finally {
            lock.readLock().unlock();
        }
        board.copiedRow(row.table().id());
        CrashPoint.IN_SNAPSHOT.reach();
        checkpoint();
    }

    private boolean due() {
        return writer.inTransaction()
                && (writer.pendingBytes() >= CHECKPOINT_BYTES || writer.age().compareTo(CHECKPOINT_AGE) >= 0);
    }

    private Phase phase() {
        List<TableId> open =
                renewed.stream().filter(table -> !done.contains(table)).toList();
        return new Phase.Snapshot(generation, consistentPoint, List.copyOf(done), open);
    }

    private void commit(Phase phase) {
        writer.commit(offsets.at(position, phase));
        board.durable(position.commitEndLsn());
        board.turn();
    }
}
