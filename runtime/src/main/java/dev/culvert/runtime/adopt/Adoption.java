package dev.culvert.runtime.adopt;

import dev.culvert.connector.capture.CaptureEngine;
import dev.culvert.connector.capture.ShapeFollower;
import dev.culvert.connector.mask.Masks;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.message.LogicalMessages;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.postgres.slot.SlotRequest;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.postgres.table.TableSelection;
import dev.culvert.postgres.table.TableSelector;
import dev.culvert.runtime.Version;
import dev.culvert.runtime.engine.Engines;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.start.Beginning;
import dev.culvert.runtime.start.OwnBackends;
import dev.culvert.runtime.start.SlotOwnership;
import dev.culvert.runtime.start.StartUp;
import dev.culvert.runtime.start.TableRequests;
import dev.culvert.runtime.start.TopicClaims;
import dev.culvert.runtime.stream.OffsetRecords;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.definition.SourceDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.position.InsideTransaction;
import dev.culvert.schemas.position.Position;
import dev.culvert.sink.kafka.writer.RecordWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes over from a Debezium connector that was stopped. The connector confirms what it has written, and that a while after it wrote
 * it: what lies in between is compared, transaction by transaction, with what its topics have, and the pipeline goes on after the last
 * that is whole.
 *
 * <p>That nothing is missing follows from: the slot and the publication are the connector's, the publication has had every captured
 * table since before the slot's boundary, and the slot is not ahead of the offset that the connector has stored.
 */
public final class Adoption {
    /** By how much the clock of the server may have been put back since. */
    private static final Duration CLOCK = Duration.ofHours(1);

    private final Endpoints endpoints;
    private final AdoptionRequest request;
    private final Clock clock;

    public Adoption(Endpoints endpoints, AdoptionRequest request, Clock clock) {
        this.endpoints = endpoints;
        this.request = request;
        this.clock = clock;
    }

    /**
     * Finds out where the pipeline would go on. Changes nothing.
     *
     * @throws CulvertException {@link ErrorCode#SLOT_IN_USE} while the connector runs, {@link ErrorCode#SLOT_MISSING},
     *     {@link ErrorCode#ADOPT_GAP}, {@link ErrorCode#ADOPT_UNREADABLE}, {@link ErrorCode#ADOPT_STARTED}, and what the servers say
     */
    public AdoptionReport look() {
        try (Session claiming = endpoints.sessions().open("owner")) {
            return look(claiming);
        }
    }

    /**
     * Writes the first position of the pipeline, after which {@code culvert run} goes on from there. Makes the topics that are missing.
     *
     * @param agreed asked with what was found, before anything is written
     * @throws CulvertException as {@link #look}; {@link ErrorCode#ADOPT_REPEATS} unless repeats are accepted
     */
    public AdoptionReport adopt(java.util.function.Consumer<AdoptionReport> agreed) {
        try (Session claiming = endpoints.sessions().open("owner")) {
            AdoptionReport report = look(claiming);
            requireExact(report);
            agreed.accept(report);
            requireUnchanged(report, look(claiming));
            StartUp startUp = new StartUp(
                    endpoints,
                    claiming,
                    slot -> Optional.of(report.position()),
                    false,
                    TableRequests.NONE,
                    new OwnBackends(),
                    new TopicClaims());
            Beginning beginning = startUp.begin();
            try (RecordWriter writer = beginning.writer()) {
                OffsetRecords offsets = new OffsetRecords(beginning::context, clock, Version.text());
                writer.commit(offsets.at(beginning.position(), beginning.phase()));
            }
            return report;
        }
    }

    private AdoptionReport look(Session claiming) {
        SourceDefinition source = endpoints.definition().source();
        String slotName = source.slot().name();
        ServerIdentity server;
        try (Session replication = endpoints.sessions().openReplication("adopt")) {
            server = ServerIdentity.read(replication);
        }
        SlotInfo slot = new SlotOwnership(claiming, slotName)
                .requireFree(false, new OwnBackends())
                .orElseThrow(() -> refused(
                        ErrorCode.SLOT_MISSING,
                        slotName,
                        "It does not exist.",
                        "Write slot.name of the connector (its property slot.name; debezium by default)."));
        Lsn confirmed = requireUsable(slot, server);
        requireNotStarted(server);
        requireOldPublication(claiming, source, slotName);
        ConnectorOffset offset = offset();
        requireNoGap(slotName, confirmed, offset);
        TableSelection selection =
                new TableSelector(claiming).select(source.tables()).orThrow();
        List<String> names = topics(selection, offset);
        try (PartitionReader reader = new PartitionReader(endpoints.kafka())) {
            List<String> topics = names.stream().filter(reader::exists).toList();
            WrittenTail tail = new WrittenTail(reader, new SourceBlocks(endpoints.registry()), topics);
            List<UnconfirmedTransaction> unconfirmed = unconfirmed(claiming, selection, confirmed, tail.newest());
            Set<SourceTransaction> transactions = new HashSet<>();
            unconfirmed.forEach(each -> transactions.add(each.transaction()));
            Overlap overlap = Overlap.of(confirmed, unconfirmed, tail.changesOf(transactions));
            Optional<InsideTransaction> inside = overlap.torn().flatMap(torn -> inside(selection, overlap, torn));
            return new AdoptionReport(
                    slotName,
                    confirmed,
                    offset,
                    Position.at(overlap.boundary(), 0).inside(inside),
                    overlap.whole(),
                    inside.isPresent() ? Map.of() : overlap.repeated());
        }
    }

    private Optional<InsideTransaction> inside(TableSelection selection, Overlap overlap, UnconfirmedTransaction torn) {
        try (CaptureEngine engine = engine(selection)) {
            return new TornReader(engine, torn.transaction(), overlap.tornChanges())
                    .read(overlap.boundary(), new Masks(selection.tables()));
        }
    }

    private List<UnconfirmedTransaction> unconfirmed(
            Session session, TableSelection selection, Lsn confirmed, Set<SourceTransaction> newest) {
        Lsn now = LogicalMessages.emit(session, LogicalMessages.HEARTBEAT, "");
        long latest =
                newest.stream().mapToLong(SourceTransaction::commitMillis).max().orElse(0);
        try (CaptureEngine engine = engine(selection)) {
            return new UnconfirmedReader(engine, now, newest, latest + CLOCK.toMillis()).read(confirmed);
        }
    }

    private CaptureEngine engine(TableSelection selection) {
        return Engines.of(
                endpoints.sessions(),
                endpoints.definition().source(),
                selection.tables().stream().map(SelectedTable::schema).toList(),
                ShapeFollower.NONE);
    }

    private List<String> topics(TableSelection selection, ConnectorOffset offset) {
        ConnectorTopics names = new ConnectorTopics(request.topics().orElse(offset.server() + ".{schema}.{table}"));
        return selection.tables().stream().map(table -> names.of(table.id())).toList();
    }

    private ConnectorOffset offset() {
        List<ConnectorOffset> found = request.offsets().read(request.connector());
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new CulvertException(
                ErrorCode.ADOPT_UNREADABLE,
                "offsets in " + request.offsets().name(),
                found.isEmpty()
                        ? "There is none of a Debezium connector for PostgreSQL"
                                + request.connector()
                                        .map(name -> " called \"" + name + "\"")
                                        .orElse("") + "."
                        : "There are " + found.size() + ", of the prefixes "
                                + found.stream().map(ConnectorOffset::server).toList() + ".",
                Changed.NOTHING,
                "Name the connector as its worker knows it: --connector NAME.");
    }

    private Lsn requireUsable(SlotInfo slot, ServerIdentity server) {
        if (!slot.isOf(SlotRequest.PLUGIN, server.database())) {
            throw refused(
                    ErrorCode.SLOT_FOREIGN,
                    slot.name(),
                    "It is one of plugin " + slot.plugin().orElse("- (physical)") + " in database "
                            + slot.database().orElse("-") + ", not of pgoutput in " + server.database() + ".",
                    "A connector with plugin.name=decoderbufs or wal2json cannot be taken over: run a new snapshot.");
        }
        if (slot.isLost() || slot.confirmedFlushLsn().isEmpty()) {
            throw refused(
                    ErrorCode.SLOT_LOST,
                    slot.name(),
                    "The server removed WAL that it needs: changes are missing from the connector's topics.",
                    "culvert slot drop " + slot.name() + ", then culvert run: a new snapshot.");
        }
        return slot.confirmedFlushLsn().get();
    }

    private void requireNotStarted(ServerIdentity server) {
        if (endpoints.offsets(server.database()).read().isPresent()) {
            throw new CulvertException(
                    ErrorCode.ADOPT_STARTED,
                    "pipeline " + endpoints.definition().metadata().name(),
                    "It has a position already.",
                    Changed.NOTHING,
                    "culvert run goes on from it. To give it up: culvert destroy, which drops the slot too.");
        }
    }

    private static void requireOldPublication(Session session, SourceDefinition source, String slot) {
        String publication = source.publication().name();
        if (!new Publications(session).isOlderThan(publication, slot)) {
            throw new CulvertException(
                    ErrorCode.ADOPT_GAP,
                    "publication \"" + publication + "\"",
                    "It is not there, or it was changed after what the slot has confirmed: changes of a table that came into it"
                            + " later are in nobody's topics.",
                    Changed.NOTHING,
                    "Make it, or add the tables, while the connector runs (culvert plan prints the statements), let the connector"
                            + " confirm past it, stop the connector, and adopt then.");
        }
    }

    private static void requireNoGap(String slot, Lsn confirmed, ConnectorOffset offset) {
        if (offset.snapshotting() || offset.incremental()) {
            throw new CulvertException(
                    ErrorCode.ADOPT_GAP,
                    "connector " + offset.server(),
                    "Its " + (offset.snapshotting() ? "first" : "incremental")
                            + " snapshot is not complete: there are rows that its topics do not have.",
                    Changed.NOTHING,
                    "Let the connector end its snapshot, stop it, and adopt then.");
        }
        if (confirmed.isAfter(offset.processed())) { // I6
            throw refused(
                    ErrorCode.ADOPT_GAP,
                    slot,
                    "Its confirmed_flush_lsn is " + confirmed + ", and the connector's offset is " + offset.processed()
                            + ": what lies between may be in nobody's topics. The slot was advanced by somebody else, the"
                            + " offset is not this slot's, or the connector has lsn.flush.mode=connector_and_driver.",
                    "Start the connector, let it write a change or a heartbeat, stop it, and adopt then. Or begin anew with a"
                            + " snapshot.");
        }
    }

    private void requireExact(AdoptionReport report) {
        if (report.exact() || request.acceptRepeats()) {
            return;
        }
        throw refused(
                ErrorCode.ADOPT_REPEATS,
                report.slot(),
                "After " + report.position().commitEndLsn() + " the connector's topics have transactions with holes: "
                        + report.repeated().values().stream()
                                .mapToLong(Long::longValue)
                                .sum()
                        + " changes would come once more (tables "
                        + new java.util.TreeSet<>(report.repeated().keySet()) + ").",
                "Start the connector, stop it in good order, and adopt then. Or accept them: --accept-repeats.");
    }

    /** A connector asks for no claim: it may have been started while somebody was asked. */
    private static void requireUnchanged(AdoptionReport agreed, AdoptionReport now) {
        if (!agreed.equals(now)) {
            throw refused(
                    ErrorCode.SLOT_IN_USE,
                    agreed.slot(),
                    "Since it was looked at, the slot, the connector's offset or its topics have changed: the connector was"
                            + " started again.",
                    "Stop the connector for good, and adopt again.");
        }
    }

    private static CulvertException refused(ErrorCode code, String slot, String fact, String remedy) {
        return new CulvertException(code, "slot \"" + slot + "\"", fact, Changed.NOTHING, remedy);
    }
}
