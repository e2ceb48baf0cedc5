package dev.culvert.sink.flink.meter;

import dev.culvert.schemas.change.TableId;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/** Counts the dead letters of one writer, for its process and for Flink: {@code deadLetters} of each {@code table}. For one thread at a time. */
public final class LetterMeters {
    private final SinkMeters process;
    private final SinkWriterMetricGroup flink;
    private final Map<TableId, Counter> letters = new HashMap<>();

    public LetterMeters(String pipeline, String sink, SinkWriterMetricGroup flink) {
        this.process = SinkMeters.of(pipeline, sink);
        this.flink = flink;
    }

    /** One is durable. */
    public void sent(TableId table) {
        process.letter(table);
        letters.computeIfAbsent(
                        table, each -> flink.addGroup("table", each.toString()).counter("deadLetters"))
                .inc();
    }
}
