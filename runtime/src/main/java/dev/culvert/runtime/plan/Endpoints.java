package dev.culvert.runtime.plan;

import dev.culvert.postgres.connection.ConnectionSettings;
import dev.culvert.postgres.connection.ServerMark;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.sink.kafka.client.KafkaClients;
import dev.culvert.sink.kafka.event.EventTopics;
import dev.culvert.sink.kafka.event.Outbox;
import dev.culvert.sink.kafka.offset.OffsetStore;
import dev.culvert.sink.kafka.registry.SchemaRegistry;
import dev.culvert.sink.kafka.topic.TopicNames;
import dev.culvert.sink.kafka.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/**
 * The servers of one pipeline, and how to reach them. Opens nothing by itself. Thread-safe.
 *
 * @param definition with a url and a bootstrap
 * @param sessions with PostgreSQL
 * @param kafka clients of Kafka
 * @param registry the schema registry, if the format needs one
 */
public record Endpoints(
        PipelineDefinition definition, Sessions sessions, KafkaClients kafka, Optional<SchemaRegistry> registry) {

    /** A predecessor's transaction ends when its producer is fenced; this is for the brokers to get there. */
    private static final Duration SETTLE = Duration.ofSeconds(20);

    public static Endpoints of(PipelineDefinition definition) {
        String name = definition.metadata().name();
        return new Endpoints(
                definition,
                new Sessions(ConnectionSettings.of(definition.source().postgres(), name)),
                KafkaClients.of(definition.kafka(), Optional.empty(), "culvert-" + name),
                definition.format().registry().map(registry -> new SchemaRegistry(registry, Optional.empty())));
    }

    /** The same, whose every session is with this server. */
    public Endpoints on(ServerMark server) {
        return new Endpoints(definition, sessions.with(server), kafka, registry);
    }

    /** Names of the topics, once the database's name is known. */
    public TopicNames topicNames(String database) {
        return new TopicNames(definition.kafka().topic(), definition.metadata().name(), database);
    }

    /** Topics of the events, apart from those of the tables. */
    public EventTopics eventTopics(
            Collection<SelectedTable> tables, Map<TableId, String> tableTopics, TopicNames names) {
        List<Outbox> outboxes = new ArrayList<>();
        tables.forEach(table -> table.outbox().ifPresent(outbox -> outboxes.add(new Outbox(table.id(), outbox))));
        EventTopics events = new EventTopics(outboxes, definition.source().messages(), names);
        names.requireApart(tableTopics, events.all());
        return events;
    }

    /**
     * The dead-letter topic, if changes go there and it has some.
     *
     * @throws dev.culvert.schemas.error.CulvertException as reading the ends of topics does
     */
    public Optional<String> deadLetters(String database) {
        if (definition.onError() != PipelineDefinition.OnError.DEAD_LETTER) {
            return Optional.empty();
        }
        try (Admin admin = kafka.admin()) {
            return new Topics(admin)
                    .filled(List.of(topicNames(database).deadLetters())).stream()
                            .findFirst();
        }
    }

    /** The offset record of the pipeline. */
    public OffsetStore offsets(String database) {
        return new OffsetStore(
                kafka, topicNames(database).offsets(), definition.metadata().name(), SETTLE);
    }
}
