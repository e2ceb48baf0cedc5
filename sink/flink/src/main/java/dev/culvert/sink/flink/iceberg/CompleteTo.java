package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.sink.flink.source.PipelineElement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** What a snapshot tells to people and to whoever waits: the transaction that it is complete to. */
final class CompleteTo {
    static final String TRANSACTION = "culvert.txn-seq";
    private static final String PREFIX_OF_COMMIT = "culvert.commit-";

    private CompleteTo() {}

    /** Keys of a summary. @param last the last transaction; without one, as after a copy alone, nothing is told */
    static Map<String, String> summary(Optional<PipelineElement.Commit> last) {
        return last.map(commit -> Map.of(
                        TRANSACTION,
                        Long.toString(commit.transaction()),
                        PREFIX_OF_COMMIT + "end-lsn",
                        new Lsn(commit.commitEndLsn()).toString(),
                        PREFIX_OF_COMMIT + "time",
                        Instant.EPOCH
                                .plus(commit.commitMicros(), ChronoUnit.MICROS)
                                .toString()))
                .orElse(Map.of());
    }

    /** The same of a snapshot: what has its rows in other files has them too. */
    static Map<String, String> summary(Table table, Snapshot snapshot) {
        for (Snapshot each : SnapshotUtil.ancestorsOf(snapshot.snapshotId(), table::snapshot)) {
            if (each.summary().containsKey(TRANSACTION)) {
                Map<String, String> summary = new HashMap<>(each.summary());
                summary.keySet().removeIf(key -> !key.equals(TRANSACTION) && !key.startsWith(PREFIX_OF_COMMIT));
                return summary;
            }
        }
        return Map.of();
    }
}
