package dev.culvert.sink.flink.meter;

import dev.culvert.schemas.change.TableId;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/**
 * Counts what one writer does, for its process and for Flink: its usual {@code numRecordsSend} and {@code numBytesSend}, {@code changes} of each
 * {@code table}, {@code commits}, and {@code secondsSinceCommit}. For one thread.
 */
public final class WriterMeters {
    private final SinkMeters process;
    private final SinkWriterMetricGroup flink;
    private final Counter commits;
    private final Map<TableId, Counter> changes = new HashMap<>();

    public WriterMeters(String pipeline, String sink, SinkWriterMetricGroup flink) {
        this.process = SinkMeters.of(pipeline, sink);
        this.flink = flink;
        this.commits = flink.counter("commits");
        flink.gauge("secondsSinceCommit", () -> process.figures()
                .sinceCommit()
                .map(since -> (double) since.toMillis() / 1_000)
                .orElse(Double.NaN));
        process.started();
    }

    /** A change came. @param size of its record, in bytes */
    public void taken(TableId table, int size) {
        process.taken(table, size);
        flink.getNumRecordsSendCounter().inc();
        flink.getNumBytesSendCounter().inc(size);
        changes.computeIfAbsent(
                        table, each -> flink.addGroup("table", each.toString()).counter("changes"))
                .inc();
    }

    /** What came is durable in the store. */
    public void committed() {
        process.committed();
        commits.inc();
    }
}
