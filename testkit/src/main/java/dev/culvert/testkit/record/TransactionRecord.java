package dev.culvert.testkit.record;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** A record of {@code <pipeline>.transactions}: a committed transaction with captured rows. */
public record TransactionRecord(
        TableRecord.Place place,
        String id,
        long txnSeq,
        long xid,
        long commitEndLsn,
        long changes,
        Map<TopicPartition, Long> records) {
    public TransactionRecord {
        records = Map.copyOf(records);
    }
}
