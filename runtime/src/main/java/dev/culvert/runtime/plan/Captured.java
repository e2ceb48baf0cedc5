package dev.culvert.runtime.plan;

import dev.culvert.connector.mask.Masks;
import dev.culvert.connector.snapshot.SnapshotTable;
import dev.culvert.postgres.publication.Publication;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.position.EventTopic;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.schemas.position.WrittenSchema;
import dev.culvert.sink.kafka.event.EventEncoder;
import dev.culvert.sink.kafka.event.EventTopics;
import dev.culvert.sink.kafka.record.DeadLetters;
import dev.culvert.sink.kafka.record.RecordEncoder;
import dev.culvert.sink.kafka.record.SizeLimits;
import dev.culvert.sink.kafka.record.Subjects;
import dev.culvert.sink.kafka.record.TableFormat;
import dev.culvert.sink.kafka.record.TableFormats;
import dev.culvert.sink.kafka.registry.SchemaFingerprint;
import dev.culvert.sink.kafka.topic.TopicNames;
import dev.culvert.sink.kafka.topic.TopicRef;
import dev.culvert.sink.kafka.transaction.TransactionLog;
import dev.culvert.sink.kafka.type.RecordSchemas;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The captured tables of a run, with their topics and formats. Making it registers every schema, before the first record of any
 * table.
 */
public final class Captured {
    private final List<SelectedTable> tables;
    private final Publication publication;
    private final SortedMap<TableId, TopicRef> topics;
    private final Map<TableId, Integer> generations;
    private final TopicRef transactions;
    private final TableFormats formats;
    private final Masks masks;
    private final EventTopics eventTopics;
    private final SortedMap<String, TopicRef> eventRefs;
    private final Optional<SizeLimits> limits;
    private final TopicNames names;
    private final DeadLetters deadLetters;
    private final Endpoints endpoints;

    /**
     * @param topics the topic of each table, as it is on the brokers
     * @param generations which topic of the table it is, where it is not the first
     * @param transactions the topic with a record per transaction
     * @param masks of the tables
     * @param eventTopics where events go
     * @param eventRefs those topics, as they are on the brokers
     * @param limits of the topics, where what is larger is a dead letter
     */
    public Captured(
            List<SelectedTable> tables,
            Publication publication,
            SortedMap<TableId, TopicRef> topics,
            Map<TableId, Integer> generations,
            TopicRef transactions,
            Masks masks,
            EventTopics eventTopics,
            SortedMap<String, TopicRef> eventRefs,
            Optional<SizeLimits> limits,
            ServerIdentity server,
            Endpoints endpoints) {
        this.tables = List.copyOf(tables);
        this.publication = publication;
        this.topics = new TreeMap<>(topics);
        this.generations = Map.copyOf(generations);
        this.transactions = transactions;
        this.masks = masks;
        this.eventTopics = eventTopics;
        this.eventRefs = new TreeMap<>(eventRefs);
        this.limits = limits;
        this.endpoints = endpoints;
        PipelineDefinition definition = endpoints.definition();
        String pipeline = definition.metadata().name();
        this.names = endpoints.topicNames(server.database());
        this.deadLetters = new DeadLetters(names.deadLetters(), pipeline, server.database());
        this.formats = endpoints
                .registry()
                .map(registry -> TableFormats.avro(
                        definition.format().envelope(), registry, pipeline, server.database(), this::topic))
                .orElseGet(() ->
                        TableFormats.json(definition.format().envelope(), pipeline, server.database(), this::topic));
        recordSchemas().forEach(formats::of);
    }

    private TopicRef topic(TableId table) {
        TopicRef topic = topics.get(table);
        if (topic == null) {
            throw new CulvertException(
                    ErrorCode.POSITION_TABLES,
                    "table " + table,
                    "The stream has changes of it, and it is not one of the captured tables.",
                    Changed.POSITION_KEPT,
                    "Name it in source.tables: it is copied then, and its changes up to there are passed over.");
        }
        return topic;
    }

    public List<SelectedTable> tables() {
        return tables;
    }

    public Publication publication() {
        return publication;
    }

    /** What stands between the capture of rows and everything else. */
    public Masks masks() {
        return masks;
    }

    /** The shapes of the tables whose rows are records, as records have them: masked. */
    public List<TableSchema> recordSchemas() {
        return copied().map(SelectedTable::schema).map(masks::schema).toList();
    }

    /** The tables that a snapshot copies: all but outboxes. */
    private Stream<SelectedTable> copied() {
        return tables.stream().filter(table -> !table.isOutbox());
    }

    /** Name of the topic of each table that can be copied anew without losing anything: an outbox cannot. */
    public Map<TableId, String> copiedTopics() {
        Map<TableId, String> names = new TreeMap<>();
        topics.forEach((table, topic) -> names.put(table, topic.name()));
        return names;
    }

    /** Those tables. */
    public Set<TableId> copiedTables() {
        return copiedTopics().keySet();
    }

    /** Names of the topics that nobody else may write to: those of rows and events, and the pipeline's own. */
    public Set<String> writtenTopics() {
        Set<String> written = new TreeSet<>(copiedTopics().values());
        written.addAll(eventRefs.keySet());
        written.addAll(List.of(names.transactions(), names.offsets(), names.deadLetters()));
        return written;
    }

    /** What the position needs to know of the topics of events. */
    public List<EventTopic> eventTopics() {
        return eventRefs.values().stream()
                .map(topic -> new EventTopic(topic.name(), topic.id(), topic.partitions()))
                .toList();
    }

    /** An encoder of events for one thread. */
    public EventEncoder eventEncoder() {
        return new EventEncoder(eventTopics, eventRefs);
    }

    /** What the position needs to know of the masks of a table. */
    public List<String> maskFingerprints(TableId table) {
        return schemas().stream()
                .filter(each -> each.id().equals(table))
                .findFirst()
                .map(masks::fingerprints)
                .orElse(List.of());
    }

    /** The shapes of the tables as PostgreSQL has them, by name. */
    public List<TableSchema> schemas() {
        return tables.stream().map(SelectedTable::schema).toList();
    }

    /** Name of the topic of each table; of an outbox the template of its topics. */
    public Map<TableId, String> topicNames() {
        Map<TableId, String> names = copiedTopics();
        tables.forEach(table -> table.outbox().ifPresent(outbox -> names.put(table.id(), outbox.topic())));
        return names;
    }

    /** What the position needs to know of the topic and the schemas of a table; empty if its rows are no records. */
    public Optional<TableFormat> format(TableId table) {
        return copied().filter(each -> each.id().equals(table))
                .findFirst()
                .map(each -> formats.of(masks.schema(each.schema())));
    }

    /** Which topic of the table it is, from 1. */
    public int generation(TableId table) {
        return generations.getOrDefault(table, 1);
    }

    /** The same context, with the schemas too that records of this run are written with, as far as they are known by now. */
    public PositionContext withSchemas(PositionContext context) {
        return endpoints
                .registry()
                .map(registry -> {
                    Set<WrittenSchema> written = new TreeSet<>(context.schemas());
                    written.addAll(formats.written());
                    written.add(new WrittenSchema(
                            Subjects.value(transactions.name()),
                            registry.register(Subjects.value(transactions.name()), RecordSchemas.TRANSACTION),
                            SchemaFingerprint.of(RecordSchemas.TRANSACTION)));
                    return context.withSchemas(List.copyOf(written));
                })
                .orElse(context);
    }

    /** The format of a shape of one of the tables; registers its schemas if it was not met before. */
    public TableFormat format(TableSchema shape) {
        return formats.of(masks.schema(shape));
    }

    /** The schemas of the tables' records so far. */
    public List<WrittenSchema> written() {
        return formats.written();
    }

    /** Whether records have schemas. */
    public boolean isAvro() {
        return endpoints.registry().isPresent();
    }

    /** An encoder for one thread. */
    public RecordEncoder encoder() {
        return limits.map(sizes -> new RecordEncoder(formats, deadLetters, sizes))
                .orElseGet(() -> new RecordEncoder(formats));
    }

    /** Makes the records of {@code <pipeline>.transactions}; for one thread. */
    public TransactionLog transactionLog() {
        return endpoints
                .registry()
                .map(registry -> TransactionLog.avro(transactions, registry))
                .orElseGet(() -> TransactionLog.json(transactions));
    }

    /** What is left for the snapshot, with the filters as the publication has them. */
    public List<SnapshotTable> snapshotTables(Collection<TableId> done) {
        return copied().filter(table -> !done.contains(table.id()))
                .map(table -> new SnapshotTable(
                        table.schema(), publication.find(table.id()).flatMap(Publication.Table::filter)))
                .toList();
    }
}
