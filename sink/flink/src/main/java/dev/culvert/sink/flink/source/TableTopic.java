package dev.culvert.sink.flink.source;

import dev.culvert.schemas.change.TableId;

/**
 * The topic that a table is in.
 *
 * @param id Kafka's id of it: another one means that it was deleted and made again
 * @param number which topic of the table it is, from 1
 */
public record TableTopic(TableId table, String topic, String id, int partitions, int number) {}
