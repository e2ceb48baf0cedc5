/**
 * The position's place: {@link dev.culvert.sink.kafka.offset.OffsetStore} reads it from the pipeline's own topic, and encodes the
 * record that a writer sends in the same Kafka transaction as the rows.
 *
 * <p>Enforced here: I2 and I11, by reading nothing that could still change: the topic's last stable offset must be its end.
 */
package dev.culvert.sink.kafka.offset;
