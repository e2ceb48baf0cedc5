package dev.culvert.runtime.status;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.TableContext;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.schemas.status.PipelineStatus;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The status of a pipeline that runs elsewhere, or does not run: what its server and its offset record tell. Rates, rows and the
 * last error only the process itself knows, so they are empty here; its HTTP endpoint has them.
 */
public final class RemoteStatus {
    private final Endpoints endpoints;
    private final Clock clock;

    public RemoteStatus(Endpoints endpoints, Clock clock) {
        this.endpoints = endpoints;
        this.clock = clock;
    }

    /** Asks the servers. */
    public PipelineStatus read() {
        PipelineDefinition definition = endpoints.definition();
        try (Session session = endpoints.sessions().open("status")) {
            Lsn walEnd = ServerIdentity.flushedNow(session);
            String database = session.one(
                    "SELECT pg_catalog.current_database()::pg_catalog.text AS name", row -> row.text("name"));
            Optional<SlotInfo> slot =
                    new Slots(session).find(definition.source().slot().name());
            Optional<OffsetRecord> stored = endpoints.offsets(database).read();
            Optional<Lsn> sent = slot.flatMap(new Slots(session)::sent);
            return new PipelineStatus(
                    definition.metadata().name(),
                    phase(slot, stored),
                    clock.instant(),
                    stored.map(OffsetRecord::writtenAt).orElseGet(clock::instant),
                    Optional.empty(),
                    Optional.of(walEnd.toString()),
                    sent.map(lsn -> progress(lsn, walEnd)),
                    stored.map(record -> progress(record.position().commitEndLsn(), walEnd)),
                    slot.flatMap(SlotInfo::confirmedFlushLsn).map(lsn -> progress(lsn, walEnd)),
                    behind(slot, stored),
                    slot.map(info -> slot(info, definition)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    stored.map(RemoteStatus::tables).orElse(List.of()),
                    0,
                    Optional.empty(),
                    findings(walEnd, slot, stored, endpoints.deadLetters(database)));
        }
    }

    /** An alert that the process itself would give, and what only one who looks from outside sees: that there is no process. */
    private List<Finding> findings(
            Lsn walEnd, Optional<SlotInfo> slot, Optional<OffsetRecord> stored, Optional<String> letters) {
        PipelineDefinition definition = endpoints.definition();
        StatusBoard board = new StatusBoard(definition.metadata().name(), clock);
        board.phase(phase(slot, stored));
        board.walEnd(walEnd);
        stored.ifPresent(record -> board.durable(record.position().commitEndLsn()));
        slot.map(StatusBoard.SlotSample::of).ifPresent(board::slot);
        board.earlierLetters(letters);
        return Alerts.now(board, definition);
    }

    private static PipelinePhase phase(Optional<SlotInfo> slot, Optional<OffsetRecord> stored) {
        if (slot.isEmpty() || stored.isEmpty() || !slot.get().active()) {
            return stored.isPresent() && stored.get().phase() instanceof Phase.Snapshot
                    ? PipelinePhase.UNKNOWN
                    : PipelinePhase.STOPPED;
        }
        return stored.get().phase() instanceof Phase.Streaming ? PipelinePhase.STREAMING : PipelinePhase.SNAPSHOT;
    }

    private static Optional<String> behind(Optional<SlotInfo> slot, Optional<OffsetRecord> stored) {
        if (slot.isEmpty()) {
            return Optional.of(
                    stored.isPresent()
                            ? "there is a position and no slot: the pipeline cannot go on"
                            : "the pipeline was never started: there is neither slot nor position");
        }
        if (!slot.get().active()) {
            return Optional.of("nobody reads the slot: the pipeline does not run, and the server keeps WAL for it");
        }
        return Optional.empty();
    }

    private static PipelineStatus.Progress progress(Lsn lsn, Lsn walEnd) {
        return new PipelineStatus.Progress(
                lsn.toString(), Optional.of(Math.max(0, walEnd.bytesSince(lsn))), Optional.empty());
    }

    private static PipelineStatus.SlotStatus slot(SlotInfo info, PipelineDefinition definition) {
        return new PipelineStatus.SlotStatus(
                info.name(),
                info.active(),
                info.walStatus().orElse("unknown"),
                known(info.retainedBytes()),
                definition.source().slot().maxRetainedWal(),
                known(info.safeWalBytes()));
    }

    private static List<PipelineStatus.TableStatus> tables(OffsetRecord record) {
        return record.context().tables().stream()
                .map(table -> new PipelineStatus.TableStatus(
                        table.table().toString(),
                        table.topic(),
                        state(record.phase(), table),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .toList();
    }

    private static String state(Phase phase, TableContext table) {
        if (phase instanceof Phase.Streaming) {
            return "streaming";
        }
        List<TableId> done = phase instanceof Phase.Snapshot snapshot ? snapshot.tablesDone() : List.of();
        return done.contains(table.table()) ? "copied" : "waiting";
    }

    private static Optional<Long> known(OptionalLong value) {
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }
}
