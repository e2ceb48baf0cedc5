package dev.culvert.runtime.plan;

import dev.culvert.connector.mask.Masks;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.definition.RegistryDefinition;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.schemas.position.TableContext;
import dev.culvert.sink.kafka.record.Subjects;
import dev.culvert.sink.kafka.record.TableFormats;
import dev.culvert.sink.kafka.registry.SchemaRegistry;
import dev.culvert.sink.kafka.topic.TopicNames;
import dev.culvert.sink.kafka.topic.Topics;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the topic of each table that takes its schemas. Where the registry refuses one, or nobody can read any more what the topic has,
 * the table gets its next topic, if the definition says so. A topic that somebody has written to is passed over: what begins anew is
 * whole by itself. Changes nothing.
 */
public final class NextTopics {
    private final Endpoints endpoints;
    private final TopicNames names;
    private final Topics topics;

    /**
     * @param generations which topic of each table, from 1
     * @param moved why tables leave the topic that they had
     * @param refused the same, where the definition says to stop
     */
    public record Choice(
            Map<TableId, Integer> generations,
            Map<TableId, CulvertException> moved,
            Map<TableId, CulvertException> refused) {}

    public NextTopics(Endpoints endpoints, TopicNames names, Topics topics) {
        this.endpoints = endpoints;
        this.names = names;
        this.topics = topics;
    }

    /** Which topic of each table a position is of. */
    public static Map<TableId, Integer> of(Optional<PositionContext> stored) {
        Map<TableId, Integer> known = new TreeMap<>();
        for (TableContext table : stored.map(PositionContext::tables).orElse(List.of())) {
            known.put(table.table(), table.topicGeneration());
        }
        return known;
    }

    /** The topics that the rules name, by table that has one. */
    public static Map<TableId, Optional<String>> named(Collection<SelectedTable> tables) {
        Map<TableId, Optional<String>> named = new TreeMap<>();
        // an outbox has topics by its events
        tables.stream().filter(table -> !table.isOutbox()).forEach(table -> named.put(table.id(), table.topic()));
        return named;
    }

    /**
     * @param known which topic each table had
     * @param unreadable topics whose records cannot be read any more, and why
     */
    public Choice choose(
            Collection<SelectedTable> tables, Map<TableId, Integer> known, Map<String, CulvertException> unreadable) {
        Choice choice = new Choice(new TreeMap<>(known), new TreeMap<>(), new TreeMap<>());
        Optional<SchemaRegistry> registry = endpoints.registry();
        if (registry.isEmpty()) {
            return choice;
        }
        Map<TableId, String> first = names.of(named(tables));
        Masks masks = new Masks(List.copyOf(tables));
        for (SelectedTable table : tables) {
            if (table.isOutbox()) {
                continue; // an event is its payload
            }
            TableSchema schema = masks.schema(table.schema());
            int now = known.getOrDefault(table.id(), 1);
            String topic = TopicNames.generation(first.get(table.id()), now);
            Optional<CulvertException> why =
                    Optional.ofNullable(unreadable.get(topic)).or(() -> refusal(registry.get(), schema, topic));
            if (why.isEmpty()) {
                continue;
            }
            if (!moves()) {
                choice.refused()
                        .put(table.id(), why.get().withRemedies(remedy -> RunCommandText.ofTable(remedy, table.id())));
                continue;
            }
            choice.moved().put(table.id(), why.get());
            choice.generations().put(table.id(), next(registry.get(), schema, first.get(table.id()), now));
        }
        return choice;
    }

    private boolean moves() {
        return endpoints
                .definition()
                .format()
                .registry()
                .filter(registry ->
                        registry.onIncompatibleSchema() == RegistryDefinition.OnIncompatibleSchema.NEW_TOPIC)
                .isPresent();
    }

    private int next(SchemaRegistry registry, TableSchema table, String first, int now) {
        int number = now + 1;
        while (true) {
            String topic = TopicNames.generation(first, number);
            if (topics.used(Set.of(topic)).isEmpty()
                    && refusal(registry, table, topic).isEmpty()) {
                return number;
            }
            number++;
        }
    }

    private Optional<CulvertException> refusal(SchemaRegistry registry, TableSchema table, String topic) {
        try {
            TableFormats.keySchema(table, topic)
                    .ifPresent(key -> registry.requireRegistrable(Subjects.key(topic), key));
            registry.requireNewestRegistrable(
                    Subjects.value(topic),
                    TableFormats.valueSchema(
                            table, topic, endpoints.definition().format().envelope()));
            return Optional.empty();
        } catch (CulvertException e) {
            if (e.code() != ErrorCode.REGISTRY_INCOMPATIBLE) {
                throw e;
            }
            return Optional.of(e);
        }
    }
}
