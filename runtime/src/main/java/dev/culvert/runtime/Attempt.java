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
import dev.culvert.runtime.start.StartUp;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.stream.OffsetRecords;
import dev.culvert.runtime.stream.StopAt;
import dev.culvert.runtime.stream.StreamHandler;
import dev.culvert.runtime.watch.OwnBackends;
import dev.culvert.runtime.watch.Watch;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.SnapshotDefinition;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.Position;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.sink.kafka.record.RecordEncoder;
import dev.culvert.sink.kafka.transaction.TransactionLog;
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
    private Lsn streamStart = Lsn.ZERO;
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
            stream(beginning, captured, offsets, beginning.position(), streaming);
        } else {
            Optional<Phase.Streaming> copied = copy(beginning, captured, offsets);
            if (copied.isPresent()) {
                stream(beginning, captured, offsets, Position.at(streamStart, 0), copied.get());
            }
        }
        throwFailure();
    }

    /** The snapshot, or what is left of it; empty if it was stopped. */
    private Optional<Phase.Streaming> copy(Beginning beginning, Captured captured, OffsetRecords offsets) {
        board.phase(PipelinePhase.SNAPSHOT);
        int generation = beginning.phase().generation();
        if (definition.snapshot().mode() == SnapshotDefinition.Mode.NEVER) {
            return startWithoutSnapshot(beginning, offsets, generation);
        }
        SnapshotSession session = new SnapshotSession(endpoints.sessions());
        synchronized (this) {
            snapshot = Optional.of(session);
            if (stopped) {
                return Optional.empty();
            }
        }
        try (session) {
            List<TableId> done = List.of();
            board.waitingFor("the transactions that are open on the server: a slot begins when they have ended");
            if (beginning.phase() instanceof Phase.Snapshot interrupted) {
                generation++;
                done = interrupted.tablesDone();
                streamStart = interrupted.consistentPoint();
                session.repeat(FOR_EVER);
            } else {
                beginning.writer().commit(offsets.at(Position.at(Lsn.ZERO, 0), new Phase.Starting(generation)));
                CrashPoint.BEFORE_SLOT.reach();
                streamStart = session.createSlot(beginning.slotRequest(), FOR_EVER);
                CrashPoint.AFTER_SLOT.reach();
            }
            board.goingOn();
            SnapshotWriter snapshotWriter = new SnapshotWriter(
                    beginning.writer(), captured::encoder, offsets, generation, streamStart, serverTime(), done, board);
            snapshotWriter.begin();
            progress = true;
            try (Watch watch = watch(beginning, snapshotWriter::checkpoint)) {
                watch.start();
                List<SnapshotTable> left = captured.snapshotTables(done);
                if (!session.copy(left, definition.snapshot().parallelism(), snapshotWriter)) {
                    beginning.writer().abort();
                    return Optional.empty();
                }
            }
            throwFailure();
            return Optional.of(snapshotWriter.finish());
        }
    }

    private Optional<Phase.Streaming> startWithoutSnapshot(Beginning beginning, OffsetRecords offsets, int generation) {
        beginning.writer().commit(offsets.at(Position.at(Lsn.ZERO, 0), new Phase.Starting(generation)));
        CrashPoint.BEFORE_SLOT.reach();
        try (Session replication = endpoints.sessions().openReplication("slot")) {
            streamStart = Slots.create(replication, beginning.slotRequest());
        }
        CrashPoint.AFTER_SLOT.reach();
        Phase.Streaming streaming = new Phase.Streaming(generation);
        beginning.writer().commit(offsets.at(Position.at(streamStart, 0), streaming));
        return Optional.of(streaming);
    }

    private void stream(
            Beginning beginning, Captured captured, OffsetRecords offsets, Position start, Phase.Streaming streaming) {
        CaptureEngine capture = Engines.of(endpoints, captured);
        synchronized (this) {
            engine = Optional.of(capture);
            if (stopped) {
                return;
            }
        }
        board.phase(PipelinePhase.STREAMING);
        board.durable(start.commitEndLsn());
        RecordEncoder encoder = captured.encoder();
        TransactionLog log = captured.transactionLog();
        StreamHandler handler = new StreamHandler(
                capture,
                encoder,
                beginning.writer(),
                log,
                offsets,
                streaming,
                start,
                options.policy(),
                stopAt(),
                board);
        try (Watch watch = watch(beginning, () -> {
            Lsn received = capture.received();
            if (!received.equals(Lsn.ZERO)) {
                board.received(received);
            }
            progress |= handler.durable().isAfter(start.commitEndLsn());
        })) {
            watch.start();
            capture.run(start.commitEndLsn(), handler);
            if (failure.get() == null) {
                handler.finish();
            }
        }
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
                ownBackends,
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
