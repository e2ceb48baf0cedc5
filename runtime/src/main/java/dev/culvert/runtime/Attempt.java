package dev.culvert.runtime;

import dev.culvert.connector.capture.CaptureEngine;
import dev.culvert.connector.snapshot.SnapshotSession;
import dev.culvert.connector.snapshot.SnapshotTable;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.message.LogicalMessages;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.runtime.failpoint.CrashPoint;
import dev.culvert.runtime.plan.Captured;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.snapshot.SnapshotWriter;
import dev.culvert.runtime.start.Beginning;
import dev.culvert.runtime.start.OwnBackends;
import dev.culvert.runtime.start.StartUp;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.stream.OffsetRecords;
import dev.culvert.runtime.stream.StopAt;
import dev.culvert.runtime.stream.StreamHandler;
import dev.culvert.runtime.watch.Watch;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.SnapshotDefinition;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.Position;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.sink.kafka.writer.RecordWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try: the start-up protocol, the snapshot if it is not done, the stream. Everything that it knows, it reads from the servers;
 * nothing is carried over from an earlier try. Used once: {@link #run}, {@link #close}.
 */
final class Attempt implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);
    /** Making a slot waits for every open transaction, however long: there is no way around it. */
    private static final Duration FOR_EVER = Duration.ZERO;

    private final PipelineDefinition definition;
    private final RunOptions options;
    private final StatusBoard board;
    private final Clock clock;
    private final OwnBackends ownBackends;
    private final Endpoints endpoints;
    private final AtomicReference<CulvertException> failure = new AtomicReference<>();

    private Optional<RecordWriter> writer = Optional.empty();
    private Optional<CaptureEngine> engine = Optional.empty();
    private Optional<SnapshotSession> snapshot = Optional.empty();
    private boolean stopped;
    private volatile boolean started;
    private volatile boolean progress;

    Attempt(
            PipelineDefinition definition,
            RunOptions options,
            StatusBoard board,
            Clock clock,
            OwnBackends ownBackends) {
        this.definition = definition;
        this.options = options;
        this.board = board;
        this.clock = clock;
        this.ownBackends = ownBackends;
        this.endpoints = Endpoints.of(definition);
    }

    /** Whether the position was read and found good. */
    boolean hasStarted() {
        return started;
    }

    /** Whether anything became durable. */
    boolean madeProgress() {
        return progress;
    }

    void run() {
        try {
            attempt();
        } catch (CulvertException e) {
            giveUpTransaction();
            throw e;
        }
    }

    /** Readers wait for an open transaction until it times out, so it is aborted where that is still allowed. */
    private void giveUpTransaction() {
        writer.filter(RecordWriter::inTransaction).ifPresent(open -> {
            try {
                open.abort();
            } catch (CulvertException e) {
                LOG.debug(
                        "the transaction was left to its timeout: {}", e.code().code());
            }
        });
    }

    private void attempt() {
        board.phase(PipelinePhase.STARTING);
        StartUp startUp = new StartUp(endpoints, options.adopt(), options.takeover(), ownBackends);
        Beginning beginning = startUp.begin();
        writer = Optional.of(beginning.writer());
        started = true;
        startUp.notes().forEach(note -> LOG.warn("{} {}: {}", note.code().code(), note.object(), note.fact()));
        Captured captured = beginning.captured();
        board.tables(captured.topicNames());
        OffsetRecords offsets = new OffsetRecords(beginning.context(), clock, Version.text());
        if (beginning.phase() instanceof Phase.Streaming streaming) {
            streamOn(beginning, captured, offsets, beginning.position(), streaming);
        } else {
            Optional<Position> copied = copy(beginning, captured, offsets);
            if (copied.isPresent()) {
                Phase streaming = new Phase.Streaming(generation(beginning));
                streamOn(beginning, captured, offsets, copied.get(), streaming);
            }
        }
        throwFailure();
    }

    /** The generation that this attempt copies. */
    private static int generation(Beginning beginning) {
        int stored = beginning.phase().generation();
        return beginning.phase() instanceof Phase.Snapshot ? stored + 1 : stored;
    }

    /** The snapshot, or what is left of it. Returns where the stream goes on; empty if it was stopped. */
    private Optional<Position> copy(Beginning beginning, Captured captured, OffsetRecords offsets) {
        board.phase(PipelinePhase.SNAPSHOT);
        if (definition.snapshot().mode() == SnapshotDefinition.Mode.NEVER) {
            return startWithoutSnapshot(beginning, offsets);
        }
        SnapshotSession session = new SnapshotSession(endpoints.sessions());
        synchronized (this) {
            snapshot = Optional.of(session);
            if (stopped) {
                return Optional.empty();
            }
        }
        try (session) {
            board.waitingFor("the transactions that are open on the server: a slot begins when they have ended");
            List<TableId> done = List.of();
            Optional<Position> position;
            if (beginning.phase() instanceof Phase.Snapshot interrupted) {
                done = interrupted.tablesDone();
                position = repeat(session, beginning, captured, offsets, done);
            } else {
                position = Optional.of(createSlot(session, beginning, offsets));
            }
            board.goingOn();
            if (position.isEmpty()) {
                return Optional.empty();
            }
            SnapshotWriter snapshotWriter = new SnapshotWriter(
                    beginning.writer(),
                    captured::encoder,
                    offsets,
                    generation(beginning),
                    session.consistentPoint(),
                    position.get(),
                    serverTime(),
                    done,
                    board);
            return copy(session, beginning, captured, snapshotWriter, done) ? position : Optional.empty();
        } finally {
            session.backend().ifPresent(ownBackends::add);
        }
    }

    private Position createSlot(SnapshotSession session, Beginning beginning, OffsetRecords offsets) {
        announceSlot(beginning, offsets);
        Lsn point = session.createSlot(beginning.slotRequest(), FOR_EVER);
        CrashPoint.AFTER_SLOT.reach();
        return Position.at(point, 0);
    }

    private static void announceSlot(Beginning beginning, OffsetRecords offsets) {
        beginning.writer().commit(offsets.at(Position.at(Lsn.ZERO, 0), new Phase.Starting(generation(beginning))));
        CrashPoint.BEFORE_SLOT.reach();
    }

    /**
     * Takes a new snapshot, and first streams all that it sees: a row that an earlier generation read and that was deleted since
     * must be deleted before the new rows come, and a row of the new snapshot must come after every older state of it.
     */
    private Optional<Position> repeat(
            SnapshotSession session,
            Beginning beginning,
            Captured captured,
            OffsetRecords offsets,
            List<TableId> done) {
        Lsn point = session.repeat(FOR_EVER);
        board.goingOn();
        // a transaction past the point, so that the stream gets there
        try (Session emitting = endpoints.sessions().open("snapshot")) {
            LogicalMessages.emit(emitting, LogicalMessages.HEARTBEAT, "");
        }
        Phase phase = new Phase.Snapshot(generation(beginning), point, done);
        return stream(beginning, captured, offsets, beginning.position(), phase, StopAt.consistentPoint(point));
    }

    private boolean copy(
            SnapshotSession session,
            Beginning beginning,
            Captured captured,
            SnapshotWriter snapshotWriter,
            List<TableId> done) {
        snapshotWriter.begin();
        progress = true;
        try (Watch watch = watch(beginning, snapshotWriter::checkpoint)) {
            watch.start();
            List<SnapshotTable> left = captured.snapshotTables(done);
            if (!session.copy(left, definition.snapshot().parallelism(), snapshotWriter)) {
                beginning.writer().abort();
                return false;
            }
        }
        throwFailure();
        snapshotWriter.finish();
        return true;
    }

    private Optional<Position> startWithoutSnapshot(Beginning beginning, OffsetRecords offsets) {
        announceSlot(beginning, offsets);
        Position start;
        try (Session replication = endpoints.sessions().openReplication("slot")) {
            start = Position.at(Slots.create(replication, beginning.slotRequest()), 0);
        }
        CrashPoint.AFTER_SLOT.reach();
        beginning.writer().commit(offsets.at(start, new Phase.Streaming(generation(beginning))));
        return Optional.of(start);
    }

    private void streamOn(
            Beginning beginning, Captured captured, OffsetRecords offsets, Position start, Phase streaming) {
        board.phase(PipelinePhase.STREAMING);
        stream(beginning, captured, offsets, start, streaming, stopAt());
    }

    /** Streams until the end, or until it is stopped. Returns the position at the end, empty if it was stopped. */
    private Optional<Position> stream(
            Beginning beginning, Captured captured, OffsetRecords offsets, Position start, Phase phase, StopAt stopAt) {
        CaptureEngine capture = Engines.of(endpoints, captured);
        synchronized (this) {
            engine = Optional.of(capture);
            if (stopped) {
                return Optional.empty();
            }
        }
        board.durable(start.commitEndLsn());
        StreamHandler handler = new StreamHandler(
                capture,
                captured.encoder(),
                beginning.writer(),
                captured.transactionLog(),
                offsets,
                phase,
                start,
                options.policy(),
                stopAt,
                board);
        try (capture;
                Watch watch = watch(beginning, () -> tick(capture, handler, start))) {
            watch.start();
            run(capture, start, handler, beginning.writer());
        } finally {
            capture.backend().ifPresent(ownBackends::add);
        }
        throwFailure();
        return handler.hasReachedEnd() ? Optional.of(handler.durable()) : Optional.empty();
    }

    private void run(CaptureEngine capture, Position start, StreamHandler handler, RecordWriter open) {
        try {
            capture.run(start.commitEndLsn(), handler);
        } catch (CulvertException e) {
            // what came whole before, a table's last rows in its old shape for example, need not be given up
            if (failure.get() == null && open.inTransaction()) {
                finish(handler, e);
            }
            throw e;
        }
        if (failure.get() == null) {
            handler.finish();
        }
    }

    private static void finish(StreamHandler handler, CulvertException reason) {
        try {
            handler.finish();
        } catch (CulvertException e) {
            reason.addSuppressed(e);
        }
    }

    private void tick(CaptureEngine capture, StreamHandler handler, Position start) {
        Lsn received = capture.received();
        if (!received.equals(Lsn.ZERO)) {
            board.received(received);
        }
        progress |= handler.durable().commitEndLsn().isAfter(start.commitEndLsn());
    }

    /** What was committed before this moment has an LSN below that of a message that is emitted now. */
    private StopAt stopAt() {
        if (options.until() instanceof RunOptions.Until.Stopped) {
            return StopAt.never();
        }
        try (Session session = endpoints.sessions().open("until")) {
            Lsn now = LogicalMessages.emit(session, LogicalMessages.HEARTBEAT, "");
            return StopAt.lsn(options.until().position().orElse(now));
        }
    }

    private Watch watch(Beginning beginning, Runnable everyTick) {
        return new Watch(
                definition.metadata().name(),
                endpoints.sessions(),
                definition.source().slot().name(),
                beginning.contextNow(),
                beginning.context(),
                options.heartbeat(),
                board,
                everyTick,
                this::fail);
    }

    private Instant serverTime() {
        try (Session session = endpoints.sessions().open("clock")) {
            return session.one("SELECT pg_catalog.clock_timestamp() AS now", row -> row.optionalInstant("now")
                    .orElseThrow());
        }
    }

    private void fail(CulvertException reason) {
        failure.compareAndSet(null, reason);
        stop();
    }

    private void throwFailure() {
        CulvertException reason = failure.get();
        if (reason != null) {
            throw reason;
        }
    }

    /** Makes {@link #run} return soon. From any thread. */
    synchronized void stop() {
        stopped = true;
        engine.ifPresent(CaptureEngine::stop);
        snapshot.ifPresent(SnapshotSession::stop);
    }

    /** Frees the slot, then gives up what was not committed. */
    @Override
    public void close() {
        engine.ifPresent(CaptureEngine::close);
        writer.ifPresent(RecordWriter::close);
    }
}
