package dev.culvert.runtime;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.message.LogicalMessages;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.shape.CurrentShapes;
import dev.culvert.runtime.start.Adopted;
import dev.culvert.runtime.start.Beginning;
import dev.culvert.runtime.start.ClaimKeeper;
import dev.culvert.runtime.start.OwnBackends;
import dev.culvert.runtime.start.Standby;
import dev.culvert.runtime.start.StartUp;
import dev.culvert.runtime.start.TableRequests;
import dev.culvert.runtime.start.TopicClaims;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.stream.OffsetRecords;
import dev.culvert.runtime.stream.StopAt;
import dev.culvert.runtime.watch.Look;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.RegistryDefinition.OnIncompatibleSchema;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.definition.SnapshotDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.Position;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.sink.kafka.record.Subjects;
import dev.culvert.sink.kafka.writer.RecordWriter;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try: the start-up protocol, the snapshot if it is not done, the stream. Everything that it knows, it reads from the servers;
 * nothing is carried over from an earlier try. Used once: {@link #run}, {@link #close}.
 */
final class Attempt implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private static final Set<ErrorCode> ABOUT_TABLES = Set.of(
            ErrorCode.SHAPE_CHANGED,
            ErrorCode.KEY_CHANGED,
            ErrorCode.POSITION_TABLES,
            ErrorCode.TABLE_MISSING,
            ErrorCode.TABLE_NO_IDENTITY);

    private final RunOptions options;
    private final StatusBoard board;
    private final Clock clock;
    private final OwnBackends ownBackends;
    private final TopicClaims topics;
    private Endpoints endpoints;
    private final Halt halt = new Halt();

    private Optional<Session> claiming = Optional.empty();
    private OptionalInt claimingBackend = OptionalInt.empty();
    private Optional<ClaimKeeper> keeper = Optional.empty();
    private Optional<RecordWriter> writer = Optional.empty();
    private Optional<StreamStage> stream = Optional.empty();
    private Optional<SnapshotStage> snapshot = Optional.empty();
    private Map<TableId, String> captured = Map.of();
    private volatile boolean started;

    Attempt(
            PipelineDefinition definition,
            RunOptions options,
            StatusBoard board,
            Clock clock,
            OwnBackends ownBackends,
            TopicClaims topics) {
        this.options = options;
        this.board = board;
        this.clock = clock;
        this.ownBackends = ownBackends;
        this.topics = topics;
        this.endpoints = Endpoints.of(definition);
    }

    /** Whether the position was read and found good. */
    boolean hasStarted() {
        return started;
    }

    /** Whether it ended because tables have come, which another attempt takes in. */
    boolean isToBeginAgain() {
        return halt.isForAnother();
    }

    /**
     * Whether another attempt may go on after an error about tables, because the definition says that such are copied anew.
     *
     * @return what to ask of it; empty if a person must decide
     */
    Optional<TableRequests> mendedByCopying(CulvertException e) {
        if (e.code() == ErrorCode.REGISTRY_INCOMPATIBLE && movesOn()) {
            // by the next start it has a topic that takes it
            return ofSubject(e.object()).map(TableRequests.NONE::again);
        }
        boolean copies = endpoints.definition().snapshot().onShapeChange() == SnapshotDefinition.OnShapeChange.COPY;
        if (!copies || !ABOUT_TABLES.contains(e.code())) {
            return Optional.empty();
        }
        TableRequests requests = TableRequests.NONE;
        for (TableId table : captured.keySet()) {
            // what the stream alone has seen may be gone from the catalog by now
            boolean ofStream = e.code() == ErrorCode.SHAPE_CHANGED || e.code() == ErrorCode.KEY_CHANGED;
            if (ofStream && e.object().equals("table " + table)) {
                requests = requests.again(table);
            }
        }
        return Optional.of(requests);
    }

    private boolean movesOn() {
        return endpoints
                .definition()
                .format()
                .registry()
                .filter(registry -> registry.onIncompatibleSchema() == OnIncompatibleSchema.NEW_TOPIC)
                .isPresent();
    }

    /** The table whose schema it is. */
    private Optional<TableId> ofSubject(String object) {
        for (Map.Entry<TableId, String> table : captured.entrySet()) {
            String topic = table.getValue();
            if (object.equals("subject " + Subjects.value(topic)) || object.equals("subject " + Subjects.key(topic))) {
                return Optional.of(table.getKey());
            }
        }
        return Optional.empty();
    }

    /** Whether anything became durable. */
    boolean madeProgress() {
        return stream.map(StreamStage::madeProgress).orElse(false)
                || snapshot.map(SnapshotStage::madeProgress).orElse(false);
    }

    void run() {
        try {
            attempt();
        } catch (CulvertException e) {
            giveUpTransaction();
            throw ofSubject(e.object())
                    .map(table -> e.withRemedies(remedy -> RunCommandText.ofTable(remedy, table)))
                    .orElse(e);
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
        Session owner = openClaiming();
        if (options.standby() && !options.takeover() && !stoodBy(owner)) {
            return;
        }
        StartUp startUp = new StartUp(
                endpoints,
                owner,
                options.adopt() ? Adopted.CONFIRMED : Adopted.NOTHING,
                options.takeover(),
                options.tables(),
                ownBackends,
                topics);
        Beginning beginning = startUp.begin();
        writer = Optional.of(beginning.writer());
        ClaimKeeper keeping = new ClaimKeeper(endpoints.definition().metadata().name(), owner, halt::because);
        keeper = Optional.of(keeping);
        keeping.start();
        captured = beginning.captured().copiedTopics();
        started = true;
        startUp.notes().forEach(note -> LOG.warn("{} {}: {}", note.code().code(), note.object(), note.fact()));
        board.tables(beginning.captured().topicNames());
        board.earlierLetters(endpoints.deadLetters(beginning.server().database()));
        // from here on no session goes astray to another server, such as an old primary that has come back
        endpoints = endpoints.on(beginning.server().mark());
        CurrentShapes shapes = new CurrentShapes(
                beginning.context(), beginning.captured(), endpoints.sessions(), beginning.contextNow());
        OffsetRecords offsets = new OffsetRecords(shapes::context, clock, Version.text());
        Stage stage = new Stage(endpoints, options, board, beginning, shapes, offsets, halt, ownBackends, keeping);
        StreamStage streaming = new StreamStage(stage);
        stream = Optional.of(streaming);
        if (beginning.phase() instanceof Phase.Streaming) {
            streamOn(stage, streaming, beginning.position(), beginning.phase());
        } else {
            shapes.fix(toBeCopied(beginning));
            SnapshotStage copying = new SnapshotStage(stage, streaming);
            snapshot = Optional.of(copying);
            board.phase(PipelinePhase.SNAPSHOT);
            copying.run().ifPresent(position -> {
                shapes.fix(Set.of());
                streamOn(stage, streaming, position, new Phase.Streaming(copying.generation()));
            });
        }
        halt.throwReason();
    }

    private static Set<TableId> toBeCopied(Beginning beginning) {
        Set<TableId> tables = new HashSet<>(beginning.captured().topicNames().keySet());
        if (beginning.phase() instanceof Phase.Snapshot open) {
            tables.removeAll(open.tablesDone());
        }
        return tables;
    }

    private Session openClaiming() {
        Session session = endpoints.sessions().open("owner");
        claiming = Optional.of(session);
        claimingBackend = OptionalInt.of(session.backendPid());
        return session;
    }

    /** Whether the slot is ours now; false if it was told to stop before. */
    private boolean stoodBy(Session owner) {
        Standby standby =
                new Standby(owner, endpoints.definition().source().slot().name(), board);
        boolean ours = halt.admits(standby::stop) && standby.await();
        board.phase(PipelinePhase.STARTING);
        return ours;
    }

    private void streamOn(Stage stage, StreamStage streaming, Position start, Phase phase) {
        board.phase(PipelinePhase.STREAMING);
        streaming.run(start, phase, stopAt(stage));
    }

    /** What was committed before this moment has an LSN below that of a message that is emitted now. */
    private StopAt stopAt(Stage stage) {
        if (options.until() instanceof RunOptions.Until.Stopped) {
            return StopAt.never();
        }
        try (Session session = endpoints.sessions().open("until")) {
            // a run may end before the watch looks
            Look look = stage.look();
            List<Finding> differences = look.differences(session);
            if (!differences.isEmpty()) {
                throw CulvertException.of(differences, Changed.POSITION_KEPT);
            }
            Lsn now = LogicalMessages.emit(session, LogicalMessages.HEARTBEAT, "");
            look.passed(now);
            return StopAt.lsn(options.until().position().orElse(now));
        }
    }

    /** Makes {@link #run} return soon. From any thread. */
    void stop() {
        halt.now();
    }

    /** Gives up what was not committed, then the slot. */
    @Override
    public void close() {
        writer.ifPresent(RecordWriter::close);
        keeper.ifPresent(ClaimKeeper::close);
        claimingBackend.ifPresent(ownBackends::add);
        claiming.ifPresent(Session::close);
    }
}
