package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Example;
import dev.culvert.schemas.definition.annotation.Keys;
import dev.culvert.schemas.definition.annotation.Matches;
import dev.culvert.schemas.definition.annotation.OneOf;
import dev.culvert.schemas.definition.annotation.Range;
import java.util.Map;
import java.util.Optional;

/** Where records go: either {@code bootstrap}, or {@code embedded}. */
@Doc("A Kafka cluster, and how it is written to.")
@OneOf({"bootstrap", "embedded"})
public record KafkaDefinition(
        @Matches(
                        value =
                                "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:]+\\]):[0-9]{1,5}(,([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:]+\\]):[0-9]{1,5})*",
                        says = "of the form host:port[,host:port...]")
                @Example("kafka:9092")
                @Doc("`host:port[,host:port...]` of some brokers.")
                Optional<String> bootstrap,
        @Default("false") @Doc("`true`: a throw-away broker that Culvert starts, for a first try.") boolean embedded,
        @Default("{}") @Doc("How to log in.") KafkaSecurity security,
        @Default("\"{pipeline}.{schema}.{table}\"")
                @Example("\"shop.{table}\"")
                @Doc(
                        "Template of the topics' names, with `{pipeline}`, `{database}`, `{schema}` and `{table}`. What Kafka does not allow in a name is escaped.")
                String topic,
        @Default("{}") @Doc("How missing topics are made.") TopicDefinition create,
        @Default("exactly-once") @Doc("What a consumer may rely on.") Delivery delivery,
        @Keys(ProducerSetting.class) @Doc("Settings of the producer, from an allow-list.")
                Map<String, String> producer) {

    public enum Delivery {
        @Doc(
                "Rows and position in one Kafka transaction: a consumer with `isolation.level=read_committed` sees each change once.")
        EXACTLY_ONCE,
        @Doc("No change is missing; after a failure some come twice.")
        AT_LEAST_ONCE
    }

    /** How missing topics are made. */
    @Doc("How missing topics are made. A topic that is there is never changed.")
    public record TopicDefinition(
            @Range(min = 1, max = 10_000) @Default("6") @Doc("Partitions of a topic for rows.") int partitions,
            @Range(min = 1, max = 100) @Example("3") @Doc("Replicas of every topic; default: the brokers' own default.")
                    Optional<Integer> replicationFactor,
            @Example("{min.insync.replicas: 2}") @Doc("Settings of the topics, by Kafka's names.")
                    Map<String, String> config) {

        public TopicDefinition {
            config = Map.copyOf(config);
        }
    }

    public KafkaDefinition {
        producer = Map.copyOf(producer);
    }
}
