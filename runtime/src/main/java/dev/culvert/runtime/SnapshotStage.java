package dev.culvert.runtime;

import dev.culvert.connector.snapshot.SnapshotSession;
import dev.culvert.connector.snapshot.SnapshotTable;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.message.LogicalMessages;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.runtime.failpoint.CrashPoint;
import dev.culvert.runtime.snapshot.SnapshotWriter;
import dev.culvert.runtime.stream.StopAt;
import dev.culvert.runtime.watch.Watch;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.definition.SnapshotDefinition;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.Position;
import dev.culvert.sink.kafka.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;

/** The snapshot, or what is left of an interrupted one. */
final class SnapshotStage {
    /** Making a slot waits for every open transaction, however long: there is no way around it. */
    private static final Duration FOR_EVER = Duration.ZERO;

    private final Stage stage;
    private final StreamStage stream;
    private final int generation;
    private volatile boolean progress;

    /** @param stream what streams up to a repeated snapshot's point */
    SnapshotStage(Stage stage, StreamStage stream) {
        this.stage = stage;
        this.stream = stream;
        Phase phase = stage.beginning().phase();
        this.generation = phase instanceof Phase.Snapshot ? phase.generation() + 1 : phase.generation();
    }

    /** The attempt at the snapshot that this is, from 1. */
    int generation() {
        return generation;
    }

    /** Whether anything became durable. */
    boolean madeProgress() {
        return progress;
    }

    /** Returns where the stream goes on; empty if it was halted. */
    Optional<Position> run() {
        if (never() && stage.beginning().phase() instanceof Phase.Starting) {
            return Optional.of(withoutSnapshot());
        }
        SnapshotSession session = new SnapshotSession(stage.endpoints().sessions());
        if (!stage.halt().admits(session::stop)) {
            return Optional.empty();
        }
        try (session) {
            return run(session);
        } finally {
            session.backend().ifPresent(stage.ownBackends()::add);
        }
    }

    private Optional<Position> run(SnapshotSession session) {
        stage.board().waitingFor("the transactions that are open on the server: a slot begins when they have ended");
        List<TableId> done = List.of();
        List<TableId> renewed = stage.beginning().phase().renewed();
        Optional<Position> position;
        if (stage.beginning().phase() instanceof Phase.Snapshot open) {
            done = open.tablesDone();
            position = repeat(session, open);
        } else {
            position = Optional.of(createSlot(session));
        }
        stage.board().goingOn();
        if (position.isEmpty() || !copy(session, position.get(), done, renewed)) {
            return Optional.empty();
        }
        return position;
    }

    private Position createSlot(SnapshotSession session) {
        announceSlot();
        Lsn point = session.createSlot(stage.beginning().slotRequest(), FOR_EVER);
        CrashPoint.AFTER_SLOT.reach();
        return Position.at(point, stage.beginning().position().txnSequence());
    }

    private void announceSlot() {
        Phase starting =
                new Phase.Starting(generation, stage.beginning().phase().renewed());
        stage.writer().commit(stage.offsets().at(stage.beginning().position(), starting));
        CrashPoint.BEFORE_SLOT.reach();
    }

    /**
     * Takes a new snapshot, and first streams all that it sees: a row that an earlier generation read and that was deleted since
     * must be deleted before the new rows come, and a row of the new snapshot must come after every older state of it. Of tables
     * that begin anew nothing is wanted before their snapshot: it, or nothing, follows a truncate.
     */
    private Optional<Position> repeat(SnapshotSession session, Phase.Snapshot open) {
        Lsn point = session.repeat(FOR_EVER);
        stage.board().goingOn();
        // a transaction past the point, so that the stream gets there
        try (Session emitting = stage.endpoints().sessions().open("snapshot")) {
            LogicalMessages.emit(emitting, LogicalMessages.HEARTBEAT, "");
        }
        return stream.run(
                stage.beginning().position(),
                new Phase.Snapshot(generation, point, open.tablesDone(), open.renewed()),
                StopAt.consistentPoint(point));
    }

    private boolean copy(SnapshotSession session, Position position, List<TableId> done, List<TableId> renewed) {
        List<TableId> whole = new ArrayList<>(done);
        // an outbox has no rows to copy: its events are due from this point on, whatever becomes of the others' copy
        renewed.stream()
                .filter(table -> !stage.captured().copiedTables().contains(table))
                .forEach(whole::add);
        SnapshotWriter writer = new SnapshotWriter(
                stage.writer(),
                stage.captured()::encoder,
                stage.offsets(),
                generation,
                session.consistentPoint(),
                position,
                serverTime(),
                whole,
                renewed.stream().filter(table -> !isCompacted(table)).toList(),
                stage.board());
        writer.begin(truncated(renewed));
        progress = true;
        try (Watch watch = stage.watch(writer::checkpoint)) {
            watch.start();
            List<SnapshotTable> left = stage.captured().snapshotTables(done);
            if (!never()
                    && !session.copy(
                            left,
                            stage.definition().snapshot().parallelism(),
                            stage.captured().masks().over(writer))) {
                stage.halt().throwReason();
                writer.abort();
                return false;
            }
        }
        stage.halt().throwReason();
        writer.finish();
        return true;
    }

    /** Those of the tables whose topics have something that must end. */
    private List<TableSchema> truncated(List<TableId> renewed) {
        Set<TableId> copied = new TreeSet<>(renewed);
        copied.retainAll(stage.captured().copiedTables());
        if (copied.isEmpty()) {
            return List.of();
        }
        Map<TableId, String> names = stage.captured().topicNames();
        try (Admin admin = stage.endpoints().kafka().admin()) {
            Set<String> used = new Topics(admin)
                    .used(copied.stream()
                            .map(names::get)
                            .filter(Objects::nonNull)
                            .toList());
            return stage.captured().recordSchemas().stream()
                    .filter(table -> copied.contains(table.id()) && used.contains(names.get(table.id())))
                    .toList();
        }
    }

    /** A compacted topic takes no truncate: what it has of an interrupted copy is brought up to date by the stream instead. */
    private boolean isCompacted(TableId table) {
        return stage.captured()
                .format(table)
                .map(format -> format.topic().compacted())
                .orElse(false);
    }

    private boolean never() {
        return stage.definition().snapshot().mode() == SnapshotDefinition.Mode.NEVER;
    }

    private Position withoutSnapshot() {
        announceSlot();
        Position start;
        try (Session replication = stage.endpoints().sessions().openReplication("slot")) {
            start = Position.at(
                    Slots.create(replication, stage.beginning().slotRequest()),
                    stage.beginning().position().txnSequence());
        }
        CrashPoint.AFTER_SLOT.reach();
        stage.writer().commit(stage.offsets().at(start, new Phase.Streaming(generation)));
        return start;
    }

    private Instant serverTime() {
        try (Session session = stage.endpoints().sessions().open("clock")) {
            return session.one("SELECT pg_catalog.clock_timestamp() AS now", row -> row.optionalInstant("now")
                    .orElseThrow());
        }
    }
}
