package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.definition.FormatDefinition.Envelope;
import dev.culvert.schemas.definition.FormatDefinition.Value;
import dev.culvert.schemas.position.WrittenSchema;
import dev.culvert.sink.kafka.registry.SchemaFingerprint;
import dev.culvert.sink.kafka.registry.SchemaIds;
import dev.culvert.sink.kafka.topic.Escaping;
import dev.culvert.sink.kafka.topic.TopicRef;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.avro.Schema;

/**
 * The {@link TableFormat} of each shape that a pipeline meets; makes it when it is first asked for, and registers its schemas
 * then, before the first record of the shape. Thread-safe; shared by the encoders of a pipeline.
 */
public final class TableFormats {
    private final Envelope envelope;
    private final Optional<SchemaIds> registry;
    private final String pipeline;
    private final String database;
    private final Function<TableId, TopicRef> topics;
    private final Map<TableSchema, TableFormat> formats = new IdentityHashMap<>();

    private TableFormats(
            Envelope envelope,
            Optional<SchemaIds> registry,
            String pipeline,
            String database,
            Function<TableId, TopicRef> topics) {
        this.envelope = envelope;
        this.registry = registry;
        this.pipeline = pipeline;
        this.database = database;
        this.topics = topics;
    }

    /** @param topics the topic of each captured table; throws for another */
    public static TableFormats avro(
            Envelope envelope,
            SchemaIds registry,
            String pipeline,
            String database,
            Function<TableId, TopicRef> topics) {
        return new TableFormats(envelope, Optional.of(registry), pipeline, database, topics);
    }

    /** @param topics the topic of each captured table; throws for another */
    public static TableFormats json(
            Envelope envelope, String pipeline, String database, Function<TableId, TopicRef> topics) {
        return new TableFormats(envelope, Optional.empty(), pipeline, database, topics);
    }

    /** {@link Value#AVRO} with a registry, else {@link Value#JSON}. */
    public Value value() {
        return registry.isPresent() ? Value.AVRO : Value.JSON;
    }

    /**
     * The format of a shape. A shape that was not seen before is registered, which may take as long as the registry does.
     *
     * @throws dev.culvert.schemas.error.CulvertException REGISTRY_INCOMPATIBLE, REGISTRY_UNREACHABLE, REGISTRY_AUTH
     */
    public TableFormat of(TableSchema table) {
        synchronized (formats) {
            TableFormat format = formats.get(table);
            if (format == null) {
                format = make(table);
                formats.put(table, format);
            }
            return format;
        }
    }

    /** The schemas of a table, without a registry: what a plan shows. */
    public static Optional<Schema> keySchema(TableSchema table, String topic) {
        return table.key().isEmpty() ? Optional.empty() : Optional.of(KeyLayout.schema(table, namespace(topic)));
    }

    /** The schema of a table's values, without a registry: what a plan shows. */
    public static Schema valueSchema(TableSchema table, String topic, Envelope envelope) {
        return switch (envelope) {
            case DEBEZIUM -> AvroEnvelope.schema(table, namespace(topic));
            case FLAT -> AvroFlat.schema(table, namespace(topic));
        };
    }

    /** Every schema that records were made with, or are about to be. */
    public List<WrittenSchema> written() {
        Set<WrittenSchema> written = new TreeSet<>();
        synchronized (formats) {
            for (TableFormat format : formats.values()) {
                if (format.valueSchema().isPresent()) {
                    String topic = format.topic().name();
                    format.keySchema()
                            .ifPresent(key -> written.add(new WrittenSchema(
                                    Subjects.key(topic), format.keySchemaId(), format.keyFingerprint())));
                    written.add(new WrittenSchema(
                            Subjects.value(topic),
                            format.valueSchemaId(),
                            SchemaFingerprint.of(format.valueSchema().get())));
                }
            }
        }
        return List.copyOf(written);
    }

    private TableFormat make(TableSchema table) {
        TopicRef topic = topics.apply(table.id());
        Optional<Schema> key = keySchema(table, topic.name());
        String fingerprint = key.map(SchemaFingerprint::of).orElse("");
        if (registry.isEmpty()) {
            return new TableFormat(table, topic, key, 0, fingerprint, Optional.empty(), 0);
        }
        SchemaIds known = registry.get();
        Schema value = valueSchema(table, topic.name(), envelope);
        int keyId = key.isPresent() ? known.register(Subjects.key(topic.name()), key.get()) : 0;
        int valueId = known.registerNewest(Subjects.value(topic.name()), value);
        return new TableFormat(table, topic, key, keyId, fingerprint, Optional.of(value), valueId);
    }

    /** An encoder's own writer of values, which is not thread-safe. */
    ValueLayout valueLayout(TableFormat format) {
        TableSchema table = format.table();
        SourceBlock source = new SourceBlock(pipeline, database, table.id());
        String namespace = namespace(format.topic().name());
        return switch (envelope) {
            case DEBEZIUM ->
                registry.isPresent() ? new AvroEnvelope(table, source, namespace) : new JsonEnvelope(table, source);
            case FLAT -> registry.isPresent() ? new AvroFlat(table, namespace) : new JsonFlat(table);
        };
    }

    /** An encoder's own writer of keys, which is not thread-safe. */
    KeyLayout keyLayout(TableFormat format) {
        return new KeyLayout(
                format.table(), registry.isPresent(), namespace(format.topic().name()));
    }

    /** Avro's namespace for a topic: its parts, each a name of Avro. */
    static String namespace(String topic) {
        StringBuilder out = new StringBuilder();
        for (String part : topic.split("\\.", -1)) {
            out.append(out.length() == 0 ? "" : ".").append(Escaping.avroName(part));
        }
        return out.toString();
    }
}
