/**
 * A Kafka broker as a real process: one node in KRaft mode that is its own controller.
 *
 * <p>Core type: {@link dev.culvert.testkit.kafka.KafkaServer}.
 */
package dev.culvert.testkit.kafka;
