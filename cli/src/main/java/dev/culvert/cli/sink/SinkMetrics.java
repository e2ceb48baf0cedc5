package dev.culvert.cli.sink;

import dev.culvert.cli.metrics.Gauges;
import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.meter.SinkMeters;
import dev.culvert.sink.flink.reach.SinkStatus;
import dev.culvert.sink.flink.reach.SinkStatuses;
import dev.culvert.sink.flink.store.PipelineSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The sinks of a pipeline in Prometheus' text format: how far their stores are, and what this process has brought there. */
final class SinkMetrics {
    private SinkMetrics() {}

    private record Counted(String sink, SinkMeters.Figures figures) {}

    private record OfTable(String sink, TableId table, long count) {}

    static String of(String pipeline, SinkStatuses.Seen seen) {
        Gauges gauges = new Gauges("sink", "pipeline", pipeline);
        gauges.each(
                "up",
                seen.sinks().stream(),
                SinkMetrics::labels,
                sink -> Optional.of(Gauges.flag(sink.error().isEmpty())));
        gauges.each("transaction", seen.sinks().stream(), SinkMetrics::labels, sink -> sink.last()
                .map(last -> last.transaction()));
        gauges.each("transaction_timestamp_seconds", seen.sinks().stream(), SinkMetrics::labels, sink -> sink.last()
                .flatMap(PipelineSink.Last::committedAt)
                .map(at -> at.toEpochMilli() / 1_000.0));
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
                tables(counted, SinkMeters.Figures::changes).stream(),
                SinkMetrics::labels,
                OfTable::count);
        gauges.counted(
                "table_dead_letters_total",
                tables(counted, SinkMeters.Figures::letters).stream(),
                SinkMetrics::labels,
                OfTable::count);
        gauges.each(
                "dead_letters",
                seen.sinks().stream().filter(sink -> sink.error().isEmpty()),
                SinkMetrics::labels,
                sink -> Optional.of(sink.allLetters()));
        return gauges.text();
    }

    private static List<OfTable> tables(
            List<Counted> counted, Function<SinkMeters.Figures, Map<TableId, Long>> counts) {
        List<OfTable> tables = new ArrayList<>();
        counted.forEach(each -> counts.apply(each.figures())
                .forEach((table, count) -> tables.add(new OfTable(each.sink(), table, count))));
        return tables;
    }

    private static Map<String, String> labels(OfTable of) {
        return Map.of("sink", of.sink(), "table", of.table().toString());
    }

    private static Map<String, String> labels(SinkStatus sink) {
        return Map.of("sink", sink.name());
    }

    private static Map<String, String> labels(Counted counted) {
        return Map.of("sink", counted.sink());
    }
}
