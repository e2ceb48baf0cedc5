package dev.culvert.schemas.position;

/**
 * What a position is valid for, of one topic of events.
 *
 * @param name the topic
 * @param id Kafka's id of it, as text
 * @param partitions how many it has
 */
public record EventTopic(String name, String id, int partitions) {}
