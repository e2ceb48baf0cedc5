package dev.culvert.sink.kafka.topic;

import dev.culvert.schemas.definition.KafkaDefinition.TopicDefinition;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A topic as the definition wants it.
 *
 * @param name its name
 * @param partitions how many
 * @param replicationFactor empty means the brokers' default
 * @param config settings of the topic
 * @param own whether it is one of the pipeline's own, whose shape is not a matter of taste
 */
public record WantedTopic(
        String name, int partitions, Optional<Integer> replicationFactor, Map<String, String> config, boolean own) {
    /** What a topic of ours takes: 16 MB, a batch of records as compressed. */
    public static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

    public WantedTopic {
        config = Map.copyOf(config);
    }

    /** A topic for the rows of a table. */
    public static WantedTopic rows(String name, TopicDefinition definition) {
        Map<String, String> config = new HashMap<>(definition.config());
        config.putIfAbsent(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        config.putIfAbsent(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_MESSAGE_BYTES));
        return new WantedTopic(name, definition.partitions(), definition.replicationFactor(), config, false);
    }

    /** {@code <pipeline>.transactions}: one partition, so that transactions stay in their order; kept as long as rows are. */
    public static WantedTopic transactions(String name, TopicDefinition definition) {
        Map<String, String> config = own(definition);
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        for (String retention : new String[] {TopicConfig.RETENTION_MS_CONFIG, TopicConfig.RETENTION_BYTES_CONFIG}) {
            if (definition.config().containsKey(retention)) {
                config.put(retention, definition.config().get(retention));
            }
        }
        return new WantedTopic(name, 1, definition.replicationFactor(), config, true);
    }

    /**
     * {@code <pipeline>.dead-letter}: one partition, so that its changes stay in their order, and kept until somebody deletes them,
     * since they are nowhere else in Kafka.
     */
    public static WantedTopic deadLetters(String name, TopicDefinition definition) {
        Map<String, String> config = own(definition);
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        config.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
        config.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
        return new WantedTopic(name, 1, definition.replicationFactor(), config, true);
    }

    /** {@code <pipeline>.offsets}: one partition, and compacted, so that the newest position is never thrown away. */
    public static WantedTopic offsets(String name, TopicDefinition definition) {
        Map<String, String> config = own(definition);
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        return new WantedTopic(name, 1, definition.replicationFactor(), config, true);
    }

    private static Map<String, String> own(TopicDefinition definition) {
        Map<String, String> config = new HashMap<>();
        config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_MESSAGE_BYTES));
        String inSync = definition.config().get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
        if (inSync != null) {
            config.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, inSync);
        }
        return config;
    }
}
