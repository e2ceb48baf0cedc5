package dev.culvert.runtime.plan;

import dev.culvert.sink.kafka.topic.WantedTopic;
import java.util.TreeMap;

/** A topic that is to be made, in words. */
final class TopicText {
    private TopicText() {}

    static String of(WantedTopic topic) {
        StringBuilder text = new StringBuilder("create with ")
                .append(topic.partitions())
                .append(topic.partitions() == 1 ? " partition" : " partitions");
        topic.replicationFactor()
                .ifPresent(factor -> text.append(", replication factor ").append(factor));
        new TreeMap<>(topic.config())
                .forEach((key, value) ->
                        text.append(", ").append(key).append('=').append(value));
        return text.toString();
    }
}
