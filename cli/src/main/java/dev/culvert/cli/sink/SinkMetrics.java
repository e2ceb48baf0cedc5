package dev.culvert.cli.sink;

import dev.culvert.cli.metrics.Gauges;
import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.meter.SinkMeters;
import dev.culvert.sink.flink.reach.SinkStatus;
import dev.culvert.sink.flink.reach.SinkStatuses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sinks of a pipeline in Prometheus' text format: how far their stores are, and what this process has brought there. */
final class SinkMetrics {
    private SinkMetrics() {}

    private record Counted(String sink, SinkMeters.Figures figures) {}

    private record OfTable(String sink, TableId table, long changes) {}

    static String of(String pipeline, SinkStatuses.Seen seen) {
        Gauges gauges = new Gauges("sink", "pipeline", pipeline);
        gauges.each(
                "up",
                seen.sinks().stream(),
                SinkMetrics::labels,
                sink -> Optional.of(Gauges.flag(sink.error().isEmpty())));
        gauges.each("transaction", seen.sinks().stream(), SinkMetrics::labels, sink -> sink.last()
                .map(last -> last.transaction()));
        gauges.each("transactions_behind", seen.sinks().stream(), SinkMetrics::labels, SinkStatus::transactionsBehind);
        gauges.each("wal_bytes_behind", seen.sinks().stream(), SinkMetrics::labels, SinkStatus::bytesBehind);
        List<Counted> counted = seen.sinks().stream()
                .map(sink -> new Counted(
                        sink.name(), SinkMeters.of(pipeline, sink.name()).figures()))
                .filter(each -> each.figures().starts() > 0)
                .toList();
        gauges.each("last_commit_age_seconds", counted.stream(), SinkMetrics::labels, each -> each.figures()
                .sinceCommit()
                .map(since -> since.toMillis() / 1_000.0));
        gauges.counted("commits_total", counted.stream(), SinkMetrics::labels, each -> each.figures()
                .commits());
        gauges.counted("read_bytes_total", counted.stream(), SinkMetrics::labels, each -> each.figures()
                .bytes());
        gauges.counted(
                "restarts_total",
                counted.stream(),
                SinkMetrics::labels,
                each -> each.figures().starts() - 1);
        gauges.counted(
                "table_changes_total",
                tables(counted).stream(),
                each -> Map.of("sink", each.sink(), "table", each.table().toString()),
                OfTable::changes);
        return gauges.text();
    }

    private static List<OfTable> tables(List<Counted> counted) {
        List<OfTable> tables = new ArrayList<>();
        counted.forEach(each -> each.figures()
                .changes()
                .forEach((table, changes) -> tables.add(new OfTable(each.sink(), table, changes))));
        return tables;
    }

    private static Map<String, String> labels(SinkStatus sink) {
        return Map.of("sink", sink.name());
    }

    private static Map<String, String> labels(Counted counted) {
        return Map.of("sink", counted.sink());
    }
}
