package dev.culvert.sink.kafka.topic;

import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;

/**
 * Something in which a topic is not what the definition says. It is shown and never altered: the topic may be somebody's.
 *
 * @param topic its name
 * @param setting {@code partitions}, {@code replicationFactor} or a setting of the topic
 * @param wanted by the definition
 * @param actual on the brokers
 * @param severity {@link Severity#ERROR} where records would go elsewhere or a position could be lost
 */
public record TopicDifference(String topic, String setting, String wanted, String actual, Severity severity) {

    /** @param bootstrap of the brokers, for who has to alter the topic */
    public Finding finding(String bootstrap) {
        return new Finding(
                ErrorCode.TOPIC_DIFFERS,
                severity,
                "topic " + topic,
                setting + " is " + actual + "; the definition says " + wanted + ".",
                switch (setting) {
                    case "partitions" ->
                        "Write kafka.create.partitions: " + actual
                                + ", or give the table another topic. (More partitions would send a key's records elsewhere.)";
                    case "replicationFactor" ->
                        "Write kafka.create.replicationFactor: " + actual
                                + ", or move the topic: kafka-reassign-partitions.sh.";
                    default ->
                        "kafka-configs.sh --bootstrap-server " + bootstrap
                                + " --alter --entity-type topics --entity-name " + topic + " --add-config "
                                + setting + "=" + wanted;
                });
    }
}
