/**
 * Topics: what they are called ({@link dev.culvert.sink.kafka.topic.TopicNames}), what is there and what is missing
 * ({@link dev.culvert.sink.kafka.topic.Topics}).
 *
 * <p>Enforced here: a topic that is there is never altered; what differs is shown.
 */
package dev.culvert.sink.kafka.topic;
