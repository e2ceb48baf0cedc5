package dev.culvert.sink.kafka.check;

import dev.culvert.schemas.definition.KafkaDefinition.Delivery;
import dev.culvert.schemas.finding.Check;
import dev.culvert.sink.kafka.client.KafkaClients;
import dev.culvert.sink.kafka.registry.SchemaRegistry;
import dev.culvert.sink.kafka.topic.WantedTopic;
import java.util.ArrayList;
import java.util.List;

/** The checks of Kafka and of the registry, in the order in which they are to be run: the first is the others' gate. */
public final class KafkaChecks {
    private KafkaChecks() {}

    /**
     * @param pipeline its name
     * @param topics every topic that the pipeline writes to; its own ones included
     */
    public static List<Check> kafka(KafkaClients clients, String pipeline, List<WantedTopic> topics) {
        ReachableCheck reachable = new ReachableCheck(clients);
        List<Check> others = new ArrayList<>();
        if (clients.definition().delivery() == Delivery.EXACTLY_ONCE) {
            others.add(new TransactionVersionCheck(clients));
            others.add(new TransactionCheck(clients, pipeline));
        }
        others.add(new TopicCheck(clients, topics));
        others.add(new TopicAccessCheck(clients, topics));
        others.add(new ReplicationCheck(clients, topics));
        List<Check> checks = new ArrayList<>();
        checks.add(reachable);
        others.forEach(each -> checks.add(new GatedCheck(reachable, each)));
        return List.copyOf(checks);
    }

    public static List<Check> registry(SchemaRegistry registry, String pipeline) {
        return List.of(new RegistryCheck(registry, pipeline));
    }
}
