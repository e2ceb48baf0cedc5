/**
 * Events: rows of an outbox, and messages. {@link dev.culvert.sink.kafka.event.EventTopics} says where they go,
 * {@link dev.culvert.sink.kafka.event.EventEncoder} makes their records: the payload as it is, without envelope and schema.
 *
 * <p>Enforced here: I12, since a row may not choose a topic that the definition does not list, and an error does not show which it
 * was.
 */
package dev.culvert.sink.kafka.event;
