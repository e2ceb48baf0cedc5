/**
 * Clients of Kafka from a definition: {@link dev.culvert.sink.kafka.client.KafkaClients} makes producers, consumers and admin
 * clients, {@link dev.culvert.sink.kafka.client.KafkaErrors} turns what they throw into error codes.
 *
 * <p>Enforced here: I12, settings that could load classes, read files or send secrets elsewhere cannot be given
 * ({@link dev.culvert.sink.kafka.client.ProducerSettings}), and messages of Kafka are never copied into an error.
 */
package dev.culvert.sink.kafka.client;
