package dev.culvert.runtime.group;

import dev.culvert.postgres.connection.PostgresAddress;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.OutboxDefinition;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.definition.TableRule;
import dev.culvert.sink.kafka.event.EventTopics;
import dev.culvert.sink.kafka.event.Outbox;
import dev.culvert.sink.kafka.topic.TopicNames;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Where a pipeline stands, as far as its definition tells.
 *
 * @param servers addresses of its PostgreSQL servers, and {@code embedded <major>} for one that is started for it
 * @param brokers addresses of its brokers, likewise
 * @param topics its own three, those of the tables that its rules name, and those of its events
 */
record Footing(
        String name,
        Set<String> servers,
        String database,
        String slot,
        String publication,
        Set<String> brokers,
        Set<String> topics) {

    private static final int KAFKA_PORT = 9092;

    static Footing of(PipelineDefinition definition) {
        String name = definition.metadata().name();
        Optional<PostgresAddress> postgres =
                definition.source().postgres().url().map(PostgresAddress::parse);
        Set<String> servers = new TreeSet<>();
        postgres.ifPresent(
                address -> address.hosts().forEach(host -> servers.addAll(addresses(host.host(), host.port()))));
        definition.source().postgres().embedded().ifPresent(major -> servers.add("embedded " + major));
        Set<String> brokers = new TreeSet<>();
        definition.kafka().bootstrap().stream()
                .flatMap(list -> Stream.of(list.split(",")))
                .forEach(broker -> brokers.addAll(addresses(broker.strip())));
        if (definition.kafka().embedded()) {
            brokers.add("embedded");
        }
        String database = postgres.map(PostgresAddress::database).orElse("");
        return new Footing(
                name,
                servers,
                database,
                definition.source().slot().name(),
                definition.source().publication().name(),
                brokers,
                topics(definition, new TopicNames(definition.kafka().topic(), name, database)));
    }

    private static Set<String> topics(PipelineDefinition definition, TopicNames names) {
        Set<String> topics = new TreeSet<>(Set.of(names.transactions(), names.offsets(), names.deadLetters()));
        definition.sinks().stream()
                .filter(SinkDefinition::writesLetters)
                .forEach(sink -> topics.add(names.deadLetters(sink.name())));
        definition.source().messages().forEach(rule -> topics.add(rule.topic()));
        for (TableRule rule : definition.source().tables()) {
            Optional<TableId> table = TablePattern.parse(rule.table()).flatMap(TablePattern::exact);
            if (rule.outbox().isPresent()) {
                table.ifPresent(
                        outbox -> topics.addAll(events(outbox, rule.outbox().get(), names)));
            } else {
                rule.topic().or(() -> table.map(names::of)).ifPresent(topics::add);
            }
        }
        return topics;
    }

    private static Collection<String> events(TableId table, OutboxDefinition outbox, TopicNames names) {
        return new EventTopics(List.of(new Outbox(table, outbox)), List.of(), names).all();
    }

    private static Set<String> addresses(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        boolean port = colon >= 0 && hostAndPort.substring(colon + 1).matches("[0-9]{1,5}");
        String host = port ? hostAndPort.substring(0, colon) : hostAndPort;
        return addresses(
                host.replaceAll("^\\[|]$", ""), port ? Integer.parseInt(hostAndPort.substring(colon + 1)) : KAFKA_PORT);
    }

    /** The name too: two definitions may have the same, and it resolves to nothing here just now. */
    private static Set<String> addresses(String host, int port) {
        Set<String> found = new TreeSet<>(Set.of(host + ":" + port));
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                found.add((address.isLoopbackAddress() ? "loopback" : address.getHostAddress()) + ":" + port);
            }
        } catch (UnknownHostException e) {
            return found;
        }
        return found;
    }

    boolean isOnServerOf(Footing other) {
        return !Collections.disjoint(servers, other.servers);
    }

    boolean isInDatabaseOf(Footing other) {
        return isOnServerOf(other) && database.equals(other.database);
    }

    boolean isOnBrokersOf(Footing other) {
        return !Collections.disjoint(brokers, other.brokers);
    }
}
