package dev.culvert.sink.flink.record;

/** Where a record is in Kafka. */
public record RecordId(String topic, int partition, long offset) {}
