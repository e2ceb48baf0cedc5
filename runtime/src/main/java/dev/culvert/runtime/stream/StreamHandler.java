package dev.culvert.runtime.stream;

import dev.culvert.connector.capture.CaptureEngine;
import dev.culvert.connector.capture.ChangeHandler;
import dev.culvert.runtime.failpoint.CrashPoint;
import dev.culvert.runtime.shape.CurrentShapes;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.schemas.change.LogicalMessage;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.Transaction;
import dev.culvert.schemas.change.TransactionBegin;
import dev.culvert.schemas.change.TransactionCommit;
import dev.culvert.schemas.change.Truncate;
import dev.culvert.schemas.position.CommitMark;
import dev.culvert.schemas.position.InsideTransaction;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.Position;
import dev.culvert.sink.kafka.event.EventEncoder;
import dev.culvert.sink.kafka.record.ChangeContext;
import dev.culvert.sink.kafka.record.RecordEncoder;
import dev.culvert.sink.kafka.record.RecordSink;
import dev.culvert.sink.kafka.record.TableOrdinals;
import dev.culvert.sink.kafka.transaction.TransactionLog;
import dev.culvert.sink.kafka.writer.RecordWriter;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Groups whole PostgreSQL transactions into Kafka transactions. Everything happens on the engine's thread.
 *
 * <p>States: between transactions, inside one, and inside one whose first changes are being skipped ({@link Replay}). A Kafka
 * transaction is committed at a boundary when {@link CommitPolicy} or an idle stream says so; a PostgreSQL transaction too
 * large for one is written in parts. In each case the offset record goes with the rows, and only what is committed is
 * confirmed (I1).
 */
public final class StreamHandler implements ChangeHandler {
    /** Stands for messages where changes are counted by table: no table of this schema is ever captured. */
    private static final TableId MESSAGES = new TableId("culvert", "messages");

    /** Of WAL: more than what comes in while a few transactions are committed. */
    private static final long BACKLOG_BYTES = 16L << 20;

    private final CaptureEngine engine;
    private final RecordEncoder encoder;
    private final EventEncoder events;
    private final RecordWriter writer;
    private final TransactionLog log;
    private final OffsetRecords offsets;
    private final CurrentShapes shapes;
    private final Phase phase;
    private final CommitPolicy policy;
    private final CommitPace pace;
    private final StopAt stopAt;
    private final StatusBoard board;
    private final ChangeContext context = new ChangeContext();
    private final TableOrdinals tableOrdinals = new TableOrdinals();
    private final ChangeChecksum checksum = new ChangeChecksum();

    private final RecordSink counting;
    private final RecordSink sending;
    private TableSchema shape;
    private TableId table;

    /** The newest boundary that was seen, durable or not. */
    private Position boundary;
    /** The newest position that is durable. */
    private volatile Position durable;

    private Optional<Replay> replay;
    private TransactionBegin open;
    private long sequence;
    private long changes;
    private long lastProgressNanos = System.nanoTime();
    private boolean stopped;

    /**
     * @param shapes is told which shapes the rows have, and of every boundary
     * @param phase what the offset records say is being done
     * @param start where the engine starts; what it says to have been written inside the next transaction is skipped
     */
    public StreamHandler(
            CaptureEngine engine,
            RecordEncoder encoder,
            EventEncoder events,
            RecordWriter writer,
            TransactionLog log,
            OffsetRecords offsets,
            CurrentShapes shapes,
            Phase phase,
            Position start,
            CommitPolicy policy,
            StopAt stopAt,
            StatusBoard board) {
        this.engine = engine;
        this.encoder = encoder;
        this.events = events;
        this.writer = writer;
        this.log = log;
        this.offsets = offsets;
        this.shapes = shapes;
        this.phase = phase;
        this.policy = policy;
        this.pace = new CommitPace(policy.shortestAge(), policy.age());
        this.stopAt = stopAt;
        this.board = board;
        this.boundary = start.inside(Optional.empty());
        this.durable = start;
        this.replay = start.insideTxn().map(Replay::new);
        this.sequence = start.txnSequence();
        this.counting = log::count;
        this.sending = this::send;
    }

    @Override
    public void begin(TransactionBegin begin) {
        if (stopped || stopAt.isPast(begin.commitLsn())) {
            end();
            return;
        }
        open = begin;
        changes = 0;
        checksum.reset();
    }

    @Override
    public void row(RowCursor row) {
        boolean outbox = !stopped && events.isOutbox(row.table().id());
        if (stopped || outbox && !events.isEvent(row)) {
            return;
        }
        change(row.table().id());
        checksum.row(row);
        CrashPoint.BEFORE_SEND.reach();
        boolean skip = replay.isPresent();
        shape(row.table());
        if (outbox) {
            event(row.table().id(), events.row(row, context), skip);
        } else if (!skip) {
            if (!encoder.row(row, context, sending)) {
                board.deadLetter(row.table().id());
            }
        } else if (!replay.orElseThrow().isCounted()) {
            encoder.row(row, context, counting);
        }
        board.change(row.table().id());
        afterChange(skip);
    }

    @Override
    public void truncate(Truncate truncate) {
        if (stopped) {
            return;
        }
        for (TableSchema truncated : truncate.tables()) {
            if (events.isOutbox(truncated.id())) {
                continue;
            }
            change(truncated.id());
            checksum.truncate(truncated);
            boolean skip = replay.isPresent();
            shape(truncated);
            if (!skip || !replay.orElseThrow().isCounted()) {
                encoder.truncate(truncated, truncate, context, skip ? counting : sending);
            }
            board.change(truncated.id());
            afterChange(skip);
        }
    }

    /** One that is no event makes its transaction's boundary come, which is all that a heartbeat is for. */
    @Override
    public void message(LogicalMessage message) {
        if (stopped || !events.isEvent(message)) {
            return;
        }
        change(MESSAGES);
        checksum.message(message);
        CrashPoint.BEFORE_SEND.reach();
        boolean skip = replay.isPresent();
        event(MESSAGES, events.message(message, context), skip);
        board.change(MESSAGES);
        afterChange(skip);
    }

    @Override
    public void commit(TransactionCommit commit) {
        if (stopped) {
            return;
        }
        if (changes > 0) {
            if (replay.isPresent()) {
                throw replay.get().tooShort();
            }
            writer.send(log.commit(commit.commitEndLsn()));
            board.transaction(open.commitTime());
        }
        boundary = Position.at(commit.commitEndLsn(), sequence, new CommitMark(open.commitLsn(), open.commitTime()));
        open = null;
        shapes.boundary(commit.commitEndLsn());
        if (stopAt.reached(commit.commitEndLsn())) {
            end();
        } else if (full()) {
            flush();
        }
    }

    @Override
    public void idle() {
        board.turn();
        if (stopped) {
            return;
        }
        if (open != null) {
            writePartIfDue();
        } else if (writer.inTransaction() || replay.isEmpty() && progressIsDue()) {
            flush();
        }
    }

    /**
     * Ends in good order, from the engine's thread after {@code run} ended: what is whole is committed and confirmed, what is not is
     * aborted and comes again. Before a transaction that was written in part has come again there is nothing whole: its boundary
     * alone would forget the part.
     */
    public void finish() {
        boolean whole = replay.isEmpty() && (open == null || changes == 0);
        if (whole && !boundary.equals(durable)) {
            flush();
        } else if (writer.inTransaction()) {
            writer.abort();
        }
    }

    /** The stream has come to its end; what the engine still has in hand is not for this handler. */
    private void end() {
        stopped = true;
        engine.stop();
    }

    /** Whether the end that was asked for is reached; otherwise somebody stopped the engine. */
    public boolean hasReachedEnd() {
        return stopped;
    }

    private void shape(TableSchema met) {
        if (met != shape) {
            shape = met;
            table = met.id();
            shapes.met(met);
        }
    }

    private void change(TableId table) {
        if (changes == 0) {
            replay.ifPresent(r -> r.begin(open.xid()));
            sequence++;
            context.transaction(sequence, open.xid(), open.commitTime()).commitLsn(open.commitLsn());
            log.begin(new Transaction(open.xid(), open.commitTime(), sequence));
            replay.ifPresent(r -> log.count(r.records()));
            tableOrdinals.reset();
        }
        changes++;
        context.change(changes, tableOrdinals.next(table));
        log.change();
    }

    private void afterChange(boolean skipped) {
        if (skipped) {
            if (replay.orElseThrow().skip(checksum)) {
                replay = Optional.empty();
            }
            return;
        }
        CrashPoint.INSIDE_TRANSACTION.reach();
        writePartIfDue();
    }

    private void event(TableId of, ProducerRecord<byte[], byte[]> event, boolean skip) {
        if (!skip || !replay.orElseThrow().isCounted()) {
            log.countEvent(event);
        }
        if (!skip) {
            writer.send(event);
            board.sent(of, RecordSize.of(event));
        }
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        log.count(record);
        writer.send(record);
        board.sent(table, RecordSize.of(record));
    }

    private boolean full() {
        return writer.inTransaction()
                && (writer.pendingBytes() >= policy.bytes()
                        || writer.pendingRecords() >= policy.records()
                        || pace.isDue(writer.age()));
    }

    private boolean progressIsDue() {
        return boundary.commitEndLsn().isAfter(durable.commitEndLsn())
                && System.nanoTime() - lastProgressNanos >= policy.progress().toNanos();
    }

    /** Commits everything up to the boundary, then confirms it. */
    private void flush() {
        board.turn();
        CrashPoint.AFTER_SEND_BEFORE_COMMIT.reach();
        long startedAt = System.nanoTime();
        writer.commit(offsets.at(boundary, phase));
        pace.took(System.nanoTime() - startedAt);
        pace.backlog(board.walEnd()
                .filter(end -> end.bytesSince(boundary.commitEndLsn()) > BACKLOG_BYTES)
                .isPresent());
        durable = boundary;
        lastProgressNanos = System.nanoTime();
        board.durable(durable.commitEndLsn());
        CrashPoint.AFTER_COMMIT_BEFORE_CONFIRM.reach();
        engine.confirm(durable.commitEndLsn()); // I1
        board.confirmed(durable.commitEndLsn());
        CrashPoint.AFTER_CONFIRM.reach();
    }

    /** Commits the rows so far of a transaction that is too large for one Kafka transaction (I2). Confirms nothing new. */
    private void writePartIfDue() {
        if (!writer.inTransaction() || replay.isPresent() || changes == 0) {
            return;
        }
        if (writer.pendingBytes() < policy.partBytes()
                && writer.pendingRecords() < policy.partRecords()
                && writer.age().compareTo(policy.partAge()) < 0) {
            return;
        }
        durable = boundary.inside(
                Optional.of(new InsideTransaction(open.xid(), changes, checksum.value(), log.records())));
        writer.commit(offsets.at(durable, phase));
        board.durable(boundary.commitEndLsn());
        engine.confirm(boundary.commitEndLsn()); // I1
        CrashPoint.AFTER_PART.reach();
    }

    /** The newest durable position. */
    public Position durable() {
        return durable;
    }
}
