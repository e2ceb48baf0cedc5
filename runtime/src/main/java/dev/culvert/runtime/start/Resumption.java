package dev.culvert.runtime.start;

import dev.culvert.connector.mask.Masks;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.postgres.server.CommitRecord;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.postgres.server.TimelineHistory;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.postgres.table.TableSelection;
import dev.culvert.postgres.table.TableSelector;
import dev.culvert.runtime.failpoint.CrashPoint;
import dev.culvert.runtime.plan.Captured;
import dev.culvert.runtime.plan.ContextReader;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.plan.NextTopics;
import dev.culvert.runtime.plan.Planner;
import dev.culvert.runtime.shape.Expressible;
import dev.culvert.runtime.shape.ShapeRules;
import dev.culvert.runtime.shape.ShapeSchemas;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.position.CommitMark;
import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.schemas.position.TableContext;
import dev.culvert.sink.kafka.event.EventTopics;
import dev.culvert.sink.kafka.record.TableFormat;
import dev.culvert.sink.kafka.record.TableFormats;
import dev.culvert.sink.kafka.registry.SchemaFingerprint;
import dev.culvert.sink.kafka.topic.TopicRef;
import dev.culvert.sink.kafka.topic.Topics;
import dev.culvert.sink.kafka.topic.WantedTopic;
import dev.culvert.sink.kafka.writer.RecordWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.TopicConfig;

/**
 * From a stored position to where the stream goes on. Everything that the position is valid for is compared with what is there;
 * tables that are added, taken out, changed in the definition or asked for anew are what may differ.
 *
 * <p>Nothing is done before everything that must agree does. Then, in this order: the offset record says which tables begin anew,
 * so that no later start takes the gap for a position; the publication is altered; topics are made. Each of them can be repeated
 * by another start.
 */
final class Resumption {
    private final Endpoints endpoints;
    private final PipelineDefinition definition;
    private final TableRequests requests;
    private final Session control;
    private final Topics topics;
    private final ServerIdentity server;
    private final Consumer<Finding> notes;
    private final Consumer<Set<String>> claim;

    /**
     * @param notes is told what is worth knowing and stops nothing
     * @param claim is told which topics are written to, before anything is altered for them
     */
    Resumption(
            Endpoints endpoints,
            TableRequests requests,
            Session control,
            Topics topics,
            ServerIdentity server,
            Consumer<Finding> notes,
            Consumer<Set<String>> claim) {
        this.endpoints = endpoints;
        this.definition = endpoints.definition();
        this.requests = requests;
        this.control = control;
        this.topics = topics;
        this.server = server;
        this.notes = notes;
        this.claim = claim;
    }

    Beginning resume(Session replication, Optional<SlotInfo> slot, OffsetRecord stored, RecordWriter writer) {
        requireSameServer(stored.context(), server);
        requireCompacted();
        PositionComparison comparison =
                new PositionComparison(stored, definition.source().slot().name(), server.database());
        // the history first: without it, what the slot says may be of another one
        TimelineHistory history = TimelineHistory.read(replication, server.timeline());
        // later than the position: whoever was taken over from wrote on while the server was looked at
        comparison.history(ServerIdentity.flushedNow(control), history);
        comparison.slot(slot, server.timeline());
        comparison.wal(commit -> isThere(commit, stored));
        TableSelection selection =
                new TableSelector(control).select(definition.source().tables());
        Masks masks = new Masks(selection.tables());
        CapturedReader reader = new CapturedReader(endpoints, control, topics, server);
        Map<TableId, Integer> known = NextTopics.of(Optional.of(stored.context()));
        // with what PostgreSQL has, before anything is registered
        PositionContext before = new ContextReader(
                        endpoints,
                        server,
                        topics.clusterId(),
                        table -> unregistered(table, selection.tables(), masks, stored.context()),
                        table -> fingerprints(table, selection, masks),
                        table -> known.getOrDefault(table, 1),
                        stored.context().events())
                .read(control);
        ShapeSchemas schemas = new ShapeSchemas(control);
        ShapeRules rules = new ShapeRules(
                table -> isFollowed(stored.phase(), table),
                new Expressible(endpoints.registry().isPresent(), masks, schemas));
        TablesAnew anew = new TablesAnew(
                definition,
                new Publications(control),
                reader.publication(),
                server.version(),
                new TablePrivileges(control, definition.source().publication().name()),
                rules,
                notes);
        RenamedMasks.refuse(selection.tables(), stored.context(), before);
        TableChanges decided = anew.decide(stored, selection, before, requests);
        RegistryGate gate = new RegistryGate(endpoints, server, topics, notes);
        gate.look(stored.context(), selection.tables(), decided);
        requireSame(decided.staying(stored.context()), decided.staying(before), rules);
        List<SelectedTable> selected = selection.tables().stream()
                .filter(table -> isOf(table, decided, stored))
                .toList();
        NextTopics.Choice choice =
                gate.choose(KeptShapes.of(stored.context(), decided, rules).tables(selected, before, schemas), known);
        TableChanges changes = anew.renew(stored, decided, choice.moved().keySet());
        KeptShapes kept = KeptShapes.of(stored.context(), changes, rules);
        List<SelectedTable> tables = kept.tables(selected, before, schemas);
        Map<TableId, String> pending = new TreeMap<>(reader.names(tables, choice.generations()));
        pending.keySet().retainAll(changes.pending());
        requireTruncatable(topics, pending.values());
        endpoints.registry().ifPresent(registry -> new KeyBytes(registry, topics)
                .requireSame(stored.context(), selection.tables(), pending));
        PositionContext staying = changes.staying(stored.context());
        if (tables.stream()
                .anyMatch(table -> table.isOutbox() && changes.renewed().contains(table.id()))) {
            staying = staying.withEvents(List.of());
        }
        List<String> created = new ArrayList<>(pending.values());
        created.addAll(newEvents(reader.events(tables, choice.generations()), staying));

        claim.accept(reader.written(tables, choice.generations()));

        List<TableId> all = tables.stream().map(SelectedTable::id).toList();
        if (!stored.phase().renewed().containsAll(changes.renewed())) {
            writer.commit(stored.withPhase(changes.phase(stored, TableChanges.tables(stored.context()))));
        }
        CrashPoint.TABLES_ANNOUNCED.reach();
        anew.publish(tables, changes);
        CrashPoint.TABLES_PUBLISHED.reach();
        createTopics(created);

        Captured captured = reader.read(tables, choice.generations(), masks);
        ContextReader contexts = new ContextReader(
                endpoints,
                server,
                topics.clusterId(),
                captured::format,
                captured::maskFingerprints,
                captured::generation,
                captured.eventTopics());
        PositionContext present = contexts.read(control);
        requireSame(staying, changes.staying(present), rules);
        PositionContext context = gate.withSchemas(kept.context(present, tables), captured);
        Phase phase = changes.phase(stored, all);
        if (!changes.isNothing()) {
            // from here on the position is one of these tables, whatever this run still comes to
            writer.commit(stored.withPhase(phase).withContext(context));
        }
        return new Beginning(
                server,
                writer,
                captured,
                context,
                contexts::read,
                phase,
                stored.position(),
                new Planner(endpoints).slotRequest(server));
    }

    /** The record of the context is written when it changes only: another policy would throw it away while the pipeline runs. */
    private void requireCompacted() {
        WantedTopic wanted = WantedTopic.offsets(
                endpoints.topicNames(server.database()).offsets(),
                definition.kafka().create());
        Optional.ofNullable(topics.describe(List.of(wanted.name())).get(wanted.name()))
                .ifPresent(topic -> {
                    List<Finding> findings = Topics.differences(wanted, topic).stream()
                            .filter(difference -> difference.setting().equals(TopicConfig.CLEANUP_POLICY_CONFIG))
                            .map(difference ->
                                    difference.finding(endpoints.kafka().bootstrap()))
                            .toList();
                    if (!findings.isEmpty()) {
                        throw CulvertException.of(findings, Changed.NOTHING);
                    }
                });
    }

    /** Where the server lets us read its WAL; some services do not, and the other comparisons must do then. */
    private boolean isThere(CommitMark commit, OffsetRecord stored) {
        Session physical = endpoints.sessions().with(server.mark()).openReplication("history");
        try {
            return CommitRecord.isAt(
                    physical,
                    stored.context().timeline(),
                    commit.commitLsn(),
                    stored.position().commitEndLsn(),
                    commit.commitTime());
        } catch (CulvertException e) {
            if (!SqlStates.of(e).equals(SqlStates.INSUFFICIENT_PRIVILEGE)) {
                throw e;
            }
            notes.accept(new Finding(
                    e.code(),
                    Severity.UNKNOWN,
                    "database " + server.database(),
                    "The server does not let its WAL be read (" + e.fact()
                            + "), so a restored volume whose WAL has passed the position would not be seen.",
                    "After a restore of that kind: " + RunCommandText.EVERYTHING_ANEW));
            return true;
        }
    }

    /** A table that is still to be copied must be as it was when the copy began; the stream brings the shapes of the others. */
    private static boolean isFollowed(Phase phase, TableId table) {
        return !(phase instanceof Phase.Snapshot open) || open.tablesDone().contains(table);
    }

    /** Topics of events that the position does not know: one that it knows and that is gone is a gap, and not made again. */
    private static List<String> newEvents(EventTopics events, PositionContext stored) {
        List<String> names = new ArrayList<>(events.all());
        stored.events().forEach(topic -> names.remove(topic.name()));
        return names;
    }

    private static void requireSame(PositionContext stored, PositionContext now, ShapeRules rules) {
        List<Finding> differences = ContextComparison.compare(stored, now, rules);
        if (!differences.isEmpty()) {
            throw CulvertException.of(differences, Changed.NOTHING);
        }
    }

    /** A table that begins anew ends what its topic has by a truncate, which a compacted topic does not take. */
    static void requireTruncatable(Topics topics, Collection<String> names) {
        Set<String> used = topics.used(names);
        topics.describe(names).forEach((name, topic) -> {
            if (topic.ref().compacted() && used.contains(name)) {
                throw new CulvertException(
                        ErrorCode.TRUNCATE_COMPACTED,
                        "topic " + name,
                        "It has records, and its table is to be copied anew. What it has would have to be ended by a"
                                + " truncate, and the topic is compacted, which takes no record without a key.",
                        Changed.NOTHING,
                        "Give the table a new topic (tables[].topic), or empty this one.");
            }
        });
    }

    private void createTopics(List<String> names) {
        Set<String> missing = new TreeSet<>(names);
        missing.removeAll(topics.describe(names).keySet());
        List<WantedTopic> wanted = new ArrayList<>();
        missing.forEach(
                name -> wanted.add(WantedTopic.rows(name, definition.kafka().create())));
        String letters = endpoints.topicNames(server.database()).deadLetters();
        boolean writesLetters = definition.onError() == PipelineDefinition.OnError.DEAD_LETTER;
        if (writesLetters && topics.describe(List.of(letters)).isEmpty()) {
            wanted.add(WantedTopic.deadLetters(letters, definition.kafka().create()));
        }
        if (!wanted.isEmpty()) {
            topics.create(wanted);
        }
    }

    /** The format of a table by its shape now, in the topic and under the ids of then. */
    private static Optional<TableFormat> unregistered(
            TableId id, List<SelectedTable> tables, Masks masks, PositionContext stored) {
        Optional<TableContext> then = stored.tables().stream()
                .filter(table -> table.table().equals(id) && !table.topic().isEmpty())
                .findFirst();
        Optional<TableSchema> now = tables.stream()
                .filter(table -> table.id().equals(id) && !table.isOutbox())
                .map(SelectedTable::schema)
                .map(masks::schema)
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

    private static List<String> fingerprints(TableId id, TableSelection selection, Masks masks) {
        return selection
                .find(id)
                .map(SelectedTable::schema)
                .map(masks::fingerprints)
                .orElse(List.of());
    }

    /** Another server would make every later comparison nonsense, so it is told first. */
    static void requireSameServer(PositionContext stored, ServerIdentity server) {
        if (!stored.systemIdentifier().equals(server.systemIdentifier())
                || stored.databaseOid() != server.databaseOid()) {
            throw new CulvertException(
                    ErrorCode.POSITION_OTHER_SERVER,
                    "database " + server.database(),
                    "The position belongs to system identifier " + stored.systemIdentifier() + ", database oid "
                            + stored.databaseOid() + "; this is " + server.systemIdentifier() + ", "
                            + server.databaseOid() + ".",
                    Changed.NOTHING,
                    "Connect to the right server. If the pipeline is to go on with this one: "
                            + RunCommandText.EVERYTHING_ANEW + " copies every table anew.");
        }
    }

    private static boolean isOf(SelectedTable table, TableChanges changes, OffsetRecord stored) {
        return changes.added().contains(table.id())
                || TableChanges.tables(stored.context()).contains(table.id());
    }
}
