package dev.culvert.sink.kafka.record;

/** Subjects of a topic: Confluent's TopicNameStrategy. */
public final class Subjects {
    private Subjects() {}

    public static String key(String topic) {
        return topic + "-key";
    }

    public static String value(String topic) {
        return topic + "-value";
    }
}
