package dev.culvert.runtime.start;

import dev.culvert.connector.mask.Masks;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.definition.FormatDefinition.Envelope;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.schemas.position.TableContext;
import dev.culvert.schemas.position.WrittenSchema;
import dev.culvert.sink.kafka.record.Subjects;
import dev.culvert.sink.kafka.record.TableFormats;
import dev.culvert.sink.kafka.registry.SchemaFingerprint;
import dev.culvert.sink.kafka.registry.SchemaRegistry;
import dev.culvert.sink.kafka.topic.Topics;
import dev.culvert.sink.kafka.type.RecordSchemas;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/**
 * The schemas that the records in the topics were written with, former ones too: each id must still give the same schema, or nobody can
 * read them. What a registry has lost is registered again where it gets the same ids by that.
 */
final class StoredSchemas {
    private final SchemaRegistry registry;
    private final PositionContext stored;

    /** By subject, its topic. */
    private final Map<String, String> topics = new HashMap<>();

    /** Topics that have records. */
    private final Set<String> filled;

    /** By subject and fingerprint, schemas that can be registered again. */
    private final Map<String, Schema> known = new HashMap<>();

    /**
     * @param stored of the position
     * @param transactions name of the topic with a record per transaction
     * @param tables what is selected now
     */
    StoredSchemas(
            SchemaRegistry registry,
            PositionContext stored,
            String transactions,
            Collection<SelectedTable> tables,
            Envelope envelope,
            Topics kafka) {
        this.registry = registry;
        this.stored = stored;
        know(Subjects.value(transactions), transactions, Optional.of(RecordSchemas.TRANSACTION));
        Map<TableId, TableSchema> shapes = new HashMap<>();
        Masks masks = new Masks(List.copyOf(tables));
        tables.forEach(table -> shapes.put(table.id(), masks.schema(table.schema())));
        Set<String> names = new TreeSet<>(Set.of(transactions));
        for (TableContext table : stored.tables()) {
            String topic = table.topic();
            if (topic.isEmpty()) {
                continue;
            }
            names.add(topic);
            Optional<TableSchema> shape = Optional.ofNullable(shapes.get(table.table()));
            know(Subjects.key(topic), topic, shape.flatMap(now -> TableFormats.keySchema(now, topic)));
            know(Subjects.value(topic), topic, shape.map(now -> TableFormats.valueSchema(now, topic, envelope)));
        }
        this.filled = kafka.filled(names);
    }

    private void know(String subject, String topic, Optional<Schema> schema) {
        topics.put(subject, topic);
        schema.ifPresent(text -> known.put(subject + SchemaFingerprint.of(text), text));
    }

    /** By topic, why its records cannot be read any more. */
    Map<String, CulvertException> unreadable() {
        Map<String, CulvertException> unreadable = look();
        return !unreadable.isEmpty() && restore() ? look() : unreadable;
    }

    private Map<String, CulvertException> look() {
        Map<String, CulvertException> unreadable = new TreeMap<>();
        for (WrittenSchema written : standing()) {
            try {
                registry.requireSame(written);
            } catch (CulvertException e) {
                if (e.code() != ErrorCode.REGISTRY_ID_CHANGED) {
                    throw e;
                }
                unreadable.putIfAbsent(topics.get(written.subject()), e);
            }
        }
        return unreadable;
    }

    /** Nothing if one of them is not known: the next schema would get its id, and old records would be read with that. */
    private boolean restore() {
        List<WrittenSchema> missing = standing().stream()
                .filter(written -> registry.schema(written.id()).isEmpty())
                .sorted(Comparator.comparing(WrittenSchema::id))
                .toList();
        boolean all =
                missing.stream().allMatch(written -> known.containsKey(written.subject() + written.fingerprint()));
        return all
                && missing.stream()
                        .allMatch(written ->
                                registry.restore(written, known.get(written.subject() + written.fingerprint())));
    }

    /** Those that records were written with which are there still. */
    private List<WrittenSchema> standing() {
        return stored.schemas().stream()
                .filter(written -> topics.containsKey(written.subject()))
                .filter(written -> filled.contains(topics.get(written.subject())))
                .toList();
    }

    /**
     * What the next position has to know of former runs.
     *
     * @param used names of the topics that are written to
     */
    List<WrittenSchema> ofTopics(Collection<String> used) {
        return standing().stream()
                .filter(written -> used.contains(topics.get(written.subject())))
                .toList();
    }

    /**
     * Makes the registry give the ids that values have at the position.
     *
     * @param used names of the topics whose records go on
     */
    void keepValues(Collection<String> used) {
        registry.keepNewest(stored.tables().stream()
                .filter(table -> used.contains(table.topic()))
                .collect(Collectors.toMap(table -> Subjects.value(table.topic()), TableContext::valueSchemaId)));
    }

    /**
     * Makes the registry give the ids that keys have, whatever others it has for their schemas by now.
     *
     * @param used names of the topics whose records go on
     */
    void keepKeys(Collection<String> used) {
        ofTopics(used).stream()
                .filter(written -> written.subject().equals(Subjects.key(topics.get(written.subject()))))
                .forEach(registry::keepKey);
    }
}
