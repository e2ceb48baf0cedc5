/**
 * What {@code culvert doctor} looks at in Kafka and the registry, one class for each check.
 * {@link dev.culvert.sink.kafka.check.KafkaChecks} puts them together. None of them changes anything; what cannot be seen is
 * unknown and never passed.
 */
package dev.culvert.sink.kafka.check;
