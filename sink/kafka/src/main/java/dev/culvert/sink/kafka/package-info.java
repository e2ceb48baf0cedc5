/**
 * Kafka: topics, the encoding of records, the schema registry, the writer and the offset record.
 *
 * <p>A change comes in as a {@link dev.culvert.schemas.change.RowCursor}, becomes records in
 * {@link dev.culvert.sink.kafka.record.RecordEncoder}, and is made durable, together with the position, by a
 * {@link dev.culvert.sink.kafka.writer.RecordWriter}.
 */
package dev.culvert.sink.kafka;
