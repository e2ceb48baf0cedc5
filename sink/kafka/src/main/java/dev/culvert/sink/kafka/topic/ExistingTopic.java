package dev.culvert.sink.kafka.topic;

import java.util.Map;

/**
 * A topic as it is.
 *
 * @param ref its name, id and partitions
 * @param replicationFactor of its first partition
 * @param config its effective settings
 */
public record ExistingTopic(TopicRef ref, int replicationFactor, Map<String, String> config) {
    public ExistingTopic {
        config = Map.copyOf(config);
    }
}
