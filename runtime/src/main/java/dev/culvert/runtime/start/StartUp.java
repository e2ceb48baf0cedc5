package dev.culvert.runtime.start;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.publication.Publication;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.postgres.server.TimelineHistory;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.postgres.table.TableSelection;
import dev.culvert.postgres.table.TableSelector;
import dev.culvert.runtime.plan.Applier;
import dev.culvert.runtime.plan.Captured;
import dev.culvert.runtime.plan.ContextReader;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.plan.PipelinePlan;
import dev.culvert.runtime.plan.Planner;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.definition.KafkaDefinition;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.Position;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.schemas.position.TableContext;
import dev.culvert.sink.kafka.offset.OffsetStore;
import dev.culvert.sink.kafka.record.Subjects;
import dev.culvert.sink.kafka.record.TableFormat;
import dev.culvert.sink.kafka.record.TableFormats;
import dev.culvert.sink.kafka.registry.SchemaFingerprint;
import dev.culvert.sink.kafka.topic.TopicNames;
import dev.culvert.sink.kafka.topic.TopicRef;
import dev.culvert.sink.kafka.topic.Topics;
import dev.culvert.sink.kafka.writer.AtLeastOnceWriter;
import dev.culvert.sink.kafka.writer.RecordWriter;
import dev.culvert.sink.kafka.writer.TransactionalId;
import dev.culvert.sink.kafka.writer.TransactionalWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
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
    private final boolean adopt;
    private final boolean takeover;
    private final OwnBackends ownBackends;
    private final List<Finding> notes = new ArrayList<>();

    /**
     * @param claiming a session that lives as long as the run: by it the slot is this instance's
     * @param adopt take a slot that has no offset record
     * @param takeover end a live owner of the slot
     */
    public StartUp(Endpoints endpoints, Session claiming, boolean adopt, boolean takeover, OwnBackends ownBackends) {
        this.endpoints = endpoints;
        this.claiming = claiming;
        this.definition = endpoints.definition();
        this.adopt = adopt;
        this.takeover = takeover;
        this.ownBackends = ownBackends;
    }

    /** What is worth knowing and stops nothing; after {@link #begin}. */
    public List<Finding> notes() {
        return List.copyOf(notes);
    }

    /** @throws CulvertException for everything that a position's comparison, the plan or a server says */
    public Beginning begin() {
        try (Session control = endpoints.sessions().open("start");
                Session replication = endpoints.sessions().openReplication("start");
                Admin admin = endpoints.kafka().admin()) {
            ServerIdentity server = ServerIdentity.read(replication);
            requirePrimary(server);
            Optional<SlotInfo> slot = new SlotOwnership(claiming, slotName()).requireFree(takeover, ownBackends);
            OffsetStore offsets = endpoints.offsets(server.database());
            Topics topics = new Topics(admin);
            topics.clusterId(); // brokers that cannot be reached are told sooner than initTransactions would
            RecordWriter writer = open(server, offsets);
            boolean returned = false;
            try {
                Beginning beginning = begin(control, replication, topics, server, slot, offsets, writer);
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
            Session control,
            Session replication,
            Topics topics,
            ServerIdentity server,
            Optional<SlotInfo> slot,
            OffsetStore offsets,
            RecordWriter writer) {
        Optional<OffsetRecord> stored = offsets.read();
        if (stored.isPresent() && !(stored.get().phase() instanceof Phase.Starting)) {
            return resume(control, replication, topics, server, slot, stored.get(), writer);
        }
        int generation = stored.map(record -> record.phase().generation() + 1).orElse(1);
        Optional<Position> adopted = Optional.empty();
        if (slot.isPresent()) {
            PositionComparison.ours(slot.get(), server.database());
            if (stored.isPresent()) {
                // the record says that this pipeline was about to make it, and nothing was read from it
                new Slots(control).drop(slotName(), Duration.ofSeconds(10));
            } else if (adopt) {
                adopted = Optional.of(adopt(slot.get()));
            } else {
                throw offsetLost(slot.get());
            }
        }
        Planner planner = new Planner(endpoints);
        PipelinePlan plan = planner.plan(control, server, topics);
        new Applier(control, topics).apply(plan);
        notes.addAll(worthKnowing(plan.findings()));
        Captured captured = captured(control, server, topics, plan.selection().tables());
        ContextReader reader = new ContextReader(endpoints, server, topics.clusterId(), captured::format);
        PositionContext context = reader.read(control);
        return new Beginning(
                server,
                writer,
                captured,
                context,
                reader::read,
                adopted.isPresent() ? new Phase.Streaming(generation) : new Phase.Starting(generation),
                adopted.orElse(Position.at(Lsn.ZERO, 0)),
                planner.slotRequest(server));
    }

    private Beginning resume(
            Session control,
            Session replication,
            Topics topics,
            ServerIdentity server,
            Optional<SlotInfo> slot,
            OffsetRecord stored,
            RecordWriter writer) {
        requireSameServer(stored.context(), server);
        PositionComparison comparison = new PositionComparison(
                stored, slotName(), server.database(), definition.metadata().name() + ".yaml");
        comparison.slot(slot);
        comparison.history(server.flushed(), TimelineHistory.read(replication, server.timeline()));
        requireRegistry(stored.context());
        TableSelection selection =
                new TableSelector(control).select(definition.source().tables());
        List<SelectedTable> tables = stillCaptured(selection, stored.context());
        // once with what PostgreSQL has, before anything is registered; once with the topics
        requireSame(
                stored.context(),
                new ContextReader(
                                endpoints,
                                server,
                                topics.clusterId(),
                                table -> unregistered(table, tables, stored.context()))
                        .read(control));
        Captured captured = captured(control, server, topics, tables);
        ContextReader reader = new ContextReader(endpoints, server, topics.clusterId(), captured::format);
        PositionContext context = reader.read(control);
        requireSame(stored.context(), context);
        return new Beginning(
                server,
                writer,
                captured,
                context,
                reader::read,
                stored.phase(),
                stored.position(),
                new Planner(endpoints).slotRequest(server));
    }

    private static void requireSame(PositionContext stored, PositionContext now) {
        List<Finding> differences = ContextComparison.compare(stored, now);
        if (!differences.isEmpty()) {
            throw CulvertException.of(differences, Changed.NOTHING);
        }
    }

    /** The format of a table by its shape now, in the topic and under the ids of then. */
    private static Optional<TableFormat> unregistered(TableId id, List<SelectedTable> tables, PositionContext stored) {
        Optional<TableContext> then = stored.tables().stream()
                .filter(table -> table.table().equals(id))
                .findFirst();
        Optional<TableSchema> now = tables.stream()
                .filter(table -> table.id().equals(id))
                .map(SelectedTable::schema)
                .findFirst();
        if (then.isEmpty() || now.isEmpty()) {
            return Optional.empty();
        }
        TableContext topic = then.get();
        Optional<Schema> key = TableFormats.keySchema(now.get(), topic.topic());
        return Optional.of(new TableFormat(
                now.get(),
                new TopicRef(topic.topic(), topic.topicId(), topic.topicPartitions(), false),
                key,
                topic.keySchemaId(),
                key.map(SchemaFingerprint::of).orElse(""),
                Optional.empty(),
                topic.valueSchemaId()));
    }

    /** Another server would make every later comparison nonsense, so it is told first. */
    private static void requireSameServer(PositionContext stored, ServerIdentity server) {
        if (!stored.systemIdentifier().equals(server.systemIdentifier())
                || stored.databaseOid() != server.databaseOid()) {
            throw new CulvertException(
                    ErrorCode.POSITION_OTHER_SERVER,
                    "database " + server.database(),
                    "The position belongs to system identifier " + stored.systemIdentifier() + ", database oid "
                            + stored.databaseOid() + "; this is " + server.systemIdentifier() + ", "
                            + server.databaseOid() + ".",
                    Changed.NOTHING,
                    "Connect to the right server, or culvert destroy and take a new snapshot into new topics.");
        }
    }

    private void requireRegistry(PositionContext stored) {
        endpoints.registry().ifPresent(registry -> {
            for (TableContext table : stored.tables()) {
                if (table.keySchemaId() != 0) {
                    registry.requireSame(table.keySchemaId(), table.keySchema(), Subjects.key(table.topic()));
                }
                if (table.valueSchemaId() != 0) {
                    registry.requireSame(table.valueSchemaId(), table.valueSchema(), Subjects.value(table.topic()));
                }
            }
        });
    }

    /**
     * The captured tables are those of the position. One that a pattern matches now and did not then is not captured, and said
     * so; one that is not selected any more shows in the comparison.
     */
    private List<SelectedTable> stillCaptured(TableSelection selection, PositionContext stored) {
        Map<TableId, TableContext> then =
                stored.tables().stream().collect(Collectors.toMap(TableContext::table, Function.identity()));
        List<SelectedTable> tables = new ArrayList<>();
        for (SelectedTable table : selection.tables()) {
            if (then.containsKey(table.id())) {
                tables.add(table);
            } else {
                notes.add(new Finding(
                        ErrorCode.POSITION_TABLES,
                        Severity.WARNING,
                        "table " + table.id(),
                        "A pattern of the definition matches it, and it is not captured: it came after the pipeline"
                                + " began.",
                        "Exclude it with a narrower pattern, or culvert destroy and take a new snapshot of all."));
            }
        }
        List<Finding> errors = selection.errors().stream()
                .filter(error ->
                        then.keySet().stream().anyMatch(table -> error.object().equals("table " + table)))
                .toList();
        if (!errors.isEmpty() && tables.size() < then.size()) {
            throw CulvertException.of(errors, Changed.NOTHING);
        }
        return tables;
    }

    private Captured captured(Session control, ServerIdentity server, Topics topics, List<SelectedTable> tables) {
        String publicationName = definition.source().publication().name();
        Publication publication = new Publications(control)
                .read(publicationName)
                .orElseThrow(() -> new CulvertException(
                        ErrorCode.PUBLICATION_MISSING,
                        "publication \"" + publicationName + "\"",
                        "It does not exist, and the pipeline has a position: changes since it was dropped are lost.",
                        Changed.NOTHING,
                        "culvert destroy, then run again: it takes a new snapshot."));
        TopicNames names = endpoints.topicNames(server.database());
        Map<TableId, Optional<String>> chosen = new TreeMap<>();
        tables.forEach(table -> chosen.put(table.id(), table.topic()));
        SortedMap<TableId, String> wanted = names.of(chosen);
        List<String> all = new ArrayList<>(wanted.values());
        all.add(names.transactions());
        SortedMap<String, TopicRef> refs = topics.require(all);
        SortedMap<TableId, TopicRef> byTable = new TreeMap<>();
        wanted.forEach((table, topic) -> byTable.put(table, refs.get(topic)));
        return new Captured(tables, publication, byTable, refs.get(names.transactions()), server, endpoints);
    }

    private RecordWriter open(ServerIdentity server, OffsetStore offsets) {
        if (definition.kafka().delivery() == KafkaDefinition.Delivery.AT_LEAST_ONCE) {
            return AtLeastOnceWriter.open(endpoints.kafka(), offsets);
        }
        return TransactionalWriter.open(
                endpoints.kafka(),
                TransactionalId.of(
                        server.systemIdentifier(), definition.metadata().name()),
                offsets,
                INIT_LIMIT);
    }

    private static Position adopt(SlotInfo slot) {
        return Position.at(
                slot.confirmedFlushLsn()
                        .orElseThrow(() -> new CulvertException(
                                ErrorCode.SLOT_LOST,
                                "slot \"" + slot.name() + "\"",
                                "It has no confirmed_flush_lsn, so there is nothing to adopt.",
                                Changed.NOTHING,
                                "culvert slot drop " + slot.name())),
                0);
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
                "For a new snapshot: culvert slot drop " + slot.name()
                        + ", then run again. To go on from the slot's own position, knowing that records may be missing"
                        + " or doubled: culvert run --adopt");
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
