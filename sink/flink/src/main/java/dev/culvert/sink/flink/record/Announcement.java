package dev.culvert.sink.flink.record;

import java.util.List;

/**
 * A record of {@code <pipeline>.transactions}: a transaction is whole in the topics.
 *
 * @param transaction {@code txn_seq}
 * @param commitEndLsn an unsigned count of bytes of WAL
 * @param commitMicros microseconds since 1970
 */
public record Announcement(long transaction, long commitEndLsn, long commitMicros, List<Part> parts) {

    /** How many records of it a partition has. */
    public record Part(String topic, int partition, long records) {}

    public Announcement {
        parts = List.copyOf(parts);
    }
}
