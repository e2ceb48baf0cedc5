package dev.culvert.sink.kafka.topic;

import org.apache.kafka.common.utils.Utils;

/**
 * A topic as it is on the brokers.
 *
 * @param name its name
 * @param id Kafka's id of it, as text: another one means that it was deleted and made again
 * @param partitions how many it has; decides which partition a key goes to
 * @param compacted whether {@code cleanup.policy} has {@code compact}: then a delete is followed by a tombstone
 */
public record TopicRef(String name, String id, int partitions, boolean compacted) {

    /** The partition of a key, as Kafka's own partitioner would say. */
    public int partitionOf(byte[] key) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }
}
