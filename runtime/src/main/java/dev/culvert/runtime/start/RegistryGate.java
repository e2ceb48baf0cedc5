package dev.culvert.runtime.start;

import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.runtime.plan.Captured;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.plan.NextTopics;
import dev.culvert.runtime.plan.Planner;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.schemas.position.TableContext;
import dev.culvert.sink.kafka.record.Subjects;
import dev.culvert.sink.kafka.topic.TopicNames;
import dev.culvert.sink.kafka.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What the registry must be before the first record: the schemas of the records that are there stand, and every table has a topic that
 * takes its schema. Without a registry nothing is asked.
 */
final class RegistryGate {
    private final Endpoints endpoints;
    private final TopicNames names;
    private final Topics topics;
    private final Consumer<Finding> notes;

    private Optional<StoredSchemas> stored = Optional.empty();
    private Map<String, CulvertException> unreadable = Map.of();

    /** @param notes is told what is worth knowing and stops nothing */
    RegistryGate(Endpoints endpoints, ServerIdentity server, Topics topics, Consumer<Finding> notes) {
        this.endpoints = endpoints;
        this.names = endpoints.topicNames(server.database());
        this.topics = topics;
        this.notes = notes;
    }

    /**
     * Holds the ids that records were written with against the registry.
     *
     * @param context of the position
     * @param changes tables that begin anew may do so in another topic, and others may not
     * @throws CulvertException {@link ErrorCode#REGISTRY_ID_CHANGED}
     */
    void look(PositionContext context, List<SelectedTable> tables, TableChanges changes) {
        look(context, tables);
        Set<String> staying = new TreeSet<>();
        for (TableContext table : context.tables()) {
            // an outbox has no topic of its own
            if (changes.stays(table.table()) && !table.topic().isEmpty()) {
                staying.add(table.topic());
                require(table);
            }
        }
        stored.ifPresent(schemas -> {
            schemas.keepKeys(staying);
            schemas.keepValues(staying);
        });
        staying.forEach(this::restoreCompatibility);
    }

    /** The same, where every table begins anew. */
    void look(PositionContext context, List<SelectedTable> tables) {
        endpoints.registry().ifPresent(registry -> {
            StoredSchemas schemas = new StoredSchemas(
                    registry,
                    context,
                    names.transactions(),
                    tables,
                    endpoints.definition().format().envelope(),
                    topics);
            stored = Optional.of(schemas);
            unreadable = schemas.unreadable();
            require(names.transactions());
        });
    }

    private void require(TableContext table) {
        try {
            require(table.topic());
        } catch (CulvertException e) {
            throw e.withRemedies(remedy -> RunCommandText.ofTable(remedy, table.table()));
        }
    }

    private void require(String topic) {
        if (unreadable.containsKey(topic)) {
            throw unreadable.get(topic);
        }
    }

    /** Topics whose records cannot be read any more, and why. */
    Map<String, CulvertException> unreadable() {
        return unreadable;
    }

    /** Somebody's other rule would be in force until the next new schema, and other producers would go by it. */
    private void restoreCompatibility(String topic) {
        for (String subject : List.of(Subjects.key(topic), Subjects.value(topic))) {
            endpoints
                    .registry()
                    .flatMap(registry -> registry.restoreCompatibility(subject))
                    .ifPresent(other -> notes.accept(new Finding(
                            ErrorCode.REGISTRY_INCOMPATIBLE,
                            Severity.WARNING,
                            "subject " + subject,
                            "Its compatibility was set to " + other + "; it is what the definition says again.",
                            "Set format.registry.compatibility, which is of all subjects of the pipeline.")));
        }
    }

    /**
     * The topic of each table.
     *
     * @param known which topic each table had
     * @throws CulvertException {@link ErrorCode#REGISTRY_INCOMPATIBLE} or {@link ErrorCode#REGISTRY_ID_CHANGED}, where the
     *     definition says to stop
     */
    NextTopics.Choice choose(List<SelectedTable> tables, Map<TableId, Integer> known) {
        NextTopics.Choice choice = new NextTopics(endpoints, names, topics).choose(tables, known, unreadable);
        choice.refused().values().stream().findFirst().ifPresent(why -> {
            throw why;
        });
        Map<TableId, String> topicNames = names.of(NextTopics.named(tables), choice.generations());
        choice.moved().forEach((table, why) -> notes.accept(Planner.moved(table, topicNames.get(table), why)));
        return choice;
    }

    /** The context, with every schema that records have or are about to have. */
    PositionContext withSchemas(PositionContext context, Captured captured) {
        Set<String> used = new TreeSet<>(captured.topicNames().values());
        used.add(names.transactions());
        return captured.withSchemas(context.withSchemas(
                stored.map(schemas -> schemas.ofTopics(used)).orElse(List.of())));
    }
}
