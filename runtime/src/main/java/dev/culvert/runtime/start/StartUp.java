package dev.culvert.runtime.start;

import dev.culvert.connector.mask.Masks;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.publication.PublicationSpec;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.postgres.server.Primaries;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.postgres.table.TableSelection;
import dev.culvert.postgres.table.TableSelector;
import dev.culvert.runtime.plan.Applier;
import dev.culvert.runtime.plan.Captured;
import dev.culvert.runtime.plan.ContextReader;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.plan.MessageSupport;
import dev.culvert.runtime.plan.PipelinePlan;
import dev.culvert.runtime.plan.Planner;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.KafkaDefinition;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.Position;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.sink.kafka.offset.OffsetStore;
import dev.culvert.sink.kafka.topic.Topics;
import dev.culvert.sink.kafka.writer.AtLeastOnceWriter;
import dev.culvert.sink.kafka.writer.RecordWriter;
import dev.culvert.sink.kafka.writer.TransactionalId;
import dev.culvert.sink.kafka.writer.TransactionalWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/**
 * The start-up protocol, in the order that it needs:
 *
 * <ol>
 *   <li value="0">Who is the server, and has the slot a live owner? Fencing comes after this question.
 *   <li>{@code initTransactions}: from here on no earlier instance can commit.
 *   <li>The offset record, read to the topic's stable end.
 *   <li>Everything that the record holds, compared with what is there.
 *   <li>What is missing is made, if there was no record: the publication, the topics. A record without them is a gap instead.
 * </ol>
 */
public final class StartUp {
    private static final Duration INIT_LIMIT = Duration.ofSeconds(60);

    private final Endpoints endpoints;
    private final Session claiming;
    private final PipelineDefinition definition;
    private final Adopted adopted;
    private final boolean takeover;
    private final TableRequests tables;
    private final OwnBackends ownBackends;
    private final TopicClaims claims;
    private final List<Finding> notes = new ArrayList<>();

    /**
     * @param claiming a session that lives as long as the run: by it the slot is this instance's. Everything is changed in it, so
     *     that an instance that was suspended, and taken over from, changes nothing when it wakes
     * @param adopted where to go on in a slot that has no offset record, if anywhere
     * @param takeover end a live owner of the slot
     * @param tables what is asked for of single tables
     * @param claims learns which topics are written to, before anything is altered for them
     */
    public StartUp(
            Endpoints endpoints,
            Session claiming,
            Adopted adopted,
            boolean takeover,
            TableRequests tables,
            OwnBackends ownBackends,
            TopicClaims claims) {
        this.endpoints = endpoints;
        this.claiming = claiming;
        this.definition = endpoints.definition();
        this.adopted = adopted;
        this.takeover = takeover;
        this.tables = tables;
        this.ownBackends = ownBackends;
        this.claims = claims;
    }

    /** What is worth knowing and stops nothing; after {@link #begin}. */
    public List<Finding> notes() {
        return List.copyOf(notes);
    }

    /** @throws CulvertException for everything that a position's comparison, the plan or a server says */
    public Beginning begin() {
        try (Session replication = endpoints.sessions().openReplication("start");
                Admin admin = endpoints.kafka().admin()) {
            ServerIdentity server = ServerIdentity.read(replication);
            requirePrimary(server);
            Primaries.requireOne(endpoints.sessions().settings(), server.mark());
            server.mark().require(claiming);
            MessageSupport.problem(definition.source(), server.version()).ifPresent(problem -> {
                throw CulvertException.of(List.of(problem), Changed.NOTHING);
            });
            Optional<SlotInfo> slot = new SlotOwnership(claiming, slotName()).requireFree(takeover, ownBackends);
            OffsetStore offsets = endpoints.offsets(server.database());
            Topics topics = new Topics(admin);
            topics.clusterId(); // brokers that cannot be reached are told sooner than initTransactions would
            RecordWriter writer = open(server, offsets);
            boolean returned = false;
            try {
                Beginning beginning = begin(replication, topics, server, slot, offsets, writer);
                returned = true;
                return beginning;
            } finally {
                if (!returned) {
                    writer.close();
                }
            }
        }
    }

    private Beginning begin(
            Session replication,
            Topics topics,
            ServerIdentity server,
            Optional<SlotInfo> slot,
            OffsetStore offsets,
            RecordWriter writer) {
        Session control = claiming;
        EverythingAnew anew = new EverythingAnew(endpoints, control, server, topics, offsets);
        boolean everything = tables.isEverything();
        Optional<OffsetRecord> stored = everything ? anew.announce(writer) : offsets.read();
        if (stored.isPresent() && !(stored.get().phase() instanceof Phase.Starting)) {
            Resumption resumption = new Resumption(
                    endpoints,
                    tables,
                    control,
                    topics,
                    server,
                    notes::add,
                    names -> claim(topics, names, Changed.NOTHING));
            return resumption.resume(replication, slot, stored.get(), writer);
        }
        stored.ifPresent(record -> Resumption.requireSameServer(record.context(), server));
        int generation = stored.map(record -> record.phase().generation() + 1).orElse(1);
        Optional<Position> goneOn = Optional.empty();
        if (slot.isPresent()) {
            PositionComparison.ours(slot.get(), server.database());
            if (stored.isPresent() || everything) {
                // the record says that it was about to be made, and nothing was read from it; or it is given up
                new Slots(control).drop(slotName(), Duration.ofSeconds(10));
            } else {
                goneOn = Optional.of(adopted.in(slot.get()).orElseThrow(() -> offsetLost(slot.get())));
            }
        }
        if ((stored.isPresent() || everything) && manages()) {
            publish(control, server);
        }
        RegistryGate gate = new RegistryGate(endpoints, server, topics, notes::add);
        Optional<PositionContext> former = stored.map(OffsetRecord::context);
        former.ifPresent(context -> gate.look(context, selected(control)));
        Planner planner = new Planner(endpoints);
        PipelinePlan plan = planner.plan(control, server, topics, false, former, gate.unreadable())
                .orThrow();
        CapturedReader reading = new CapturedReader(endpoints, control, topics, server);
        claim(
                topics,
                reading.written(plan.selection().tables(), plan.generations()),
                stored.isPresent() || everything ? Changed.PARTLY : Changed.NOTHING);
        new Applier(control, topics).apply(plan);
        notes.addAll(worthKnowing(plan.findings()));
        List<SelectedTable> selected = plan.selection().tables();
        Captured captured = reading.read(selected, plan.generations(), new Masks(selected));
        ContextReader reader = new ContextReader(
                endpoints,
                server,
                topics.clusterId(),
                captured::format,
                captured::maskFingerprints,
                captured::generation,
                captured.eventTopics());
        PositionContext context =
                gate.withSchemas(KeptShapes.NONE.context(reader.read(control), captured.tables()), captured);
        List<TableId> renewed = stored.map(record -> record.phase().renewed())
                .orElseGet(() -> anew.tablesWithRecords(captured.copiedTopics()));
        long sequence = stored.map(record -> record.position().txnSequence()).orElseGet(anew::lastSequence);
        return new Beginning(
                server,
                writer,
                captured,
                context,
                reader::read,
                goneOn.isPresent() ? new Phase.Streaming(generation) : new Phase.Starting(generation, renewed),
                goneOn.orElse(Position.at(Lsn.ZERO, sequence)),
                planner.slotRequest(server));
    }

    private void claim(Topics topics, Collection<String> names, Changed changed) {
        claims.claim(definition.metadata().name(), topics.clusterId(), names, changed);
    }

    private List<SelectedTable> selected(Session control) {
        return new TableSelector(control).select(definition.source().tables()).tables();
    }

    private boolean manages() {
        return definition.source().publication().manage();
    }

    /** The record says that nothing was read by the publication yet, so it may become what the definition says. */
    private void publish(Session control, ServerIdentity server) {
        TableSelection selection =
                new TableSelector(control).select(definition.source().tables()).orThrow();
        Publications publications = new Publications(control);
        publications.apply(publications.diff(
                PublicationSpec.of(definition.source().publication().name(), selection.tables(), server.version())));
    }

    private RecordWriter open(ServerIdentity server, OffsetStore offsets) {
        if (definition.kafka().delivery() == KafkaDefinition.Delivery.AT_LEAST_ONCE) {
            return AtLeastOnceWriter.open(endpoints.kafka(), offsets);
        }
        return TransactionalWriter.open(
                endpoints.kafka(),
                TransactionalId.of(
                        server.systemIdentifier(),
                        server.databaseOid(),
                        definition.metadata().name()),
                offsets,
                INIT_LIMIT);
    }

    private CulvertException offsetLost(SlotInfo slot) {
        return new CulvertException(
                ErrorCode.OFFSET_LOST,
                "slot \"" + slot.name() + "\"",
                "It exists (confirmed_flush_lsn "
                        + slot.confirmedFlushLsn().map(Object::toString).orElse("-")
                        + "), and Kafka has no offset record of this pipeline: what was written up to there cannot be"
                        + " told.",
                Changed.NOTHING,
                "If the slot is this pipeline's: " + RunCommandText.EVERYTHING_ANEW + " makes it again and copies every"
                        + " table anew. To go on from the slot's own position, knowing that records may be missing"
                        + " or doubled: culvert run FILE --adopt");
    }

    private static void requirePrimary(ServerIdentity server) {
        if (server.inRecovery()) {
            throw new CulvertException(
                    ErrorCode.PG_NOT_PRIMARY,
                    "database " + server.database(),
                    "The server is a standby (pg_is_in_recovery).",
                    Changed.NOTHING,
                    "Give the primary's address, or several hosts: the primary is found.");
        }
    }

    private static List<Finding> worthKnowing(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.severity() == Severity.WARNING || finding.severity() == Severity.UNKNOWN)
                .toList();
    }

    private String slotName() {
        return definition.source().slot().name();
    }
}
