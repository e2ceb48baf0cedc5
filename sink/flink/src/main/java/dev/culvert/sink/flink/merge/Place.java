package dev.culvert.sink.flink.merge;

import java.io.Serializable;

/** A partition of a topic. */
public record Place(String topic, int partition) implements Comparable<Place>, Serializable {
    @Override
    public int compareTo(Place other) {
        int byTopic = topic.compareTo(other.topic);
        return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }

    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
