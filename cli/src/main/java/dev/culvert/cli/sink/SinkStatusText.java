package dev.culvert.cli.sink;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.output.Outcome;
import dev.culvert.sink.flink.meter.SinkMeters;
import dev.culvert.sink.flink.reach.SinkStatus;
import dev.culvert.sink.flink.reach.SinkStatuses;
import dev.culvert.sink.flink.store.PipelineSink;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How far sinks are, for people and for programs. */
final class SinkStatusText {
    private SinkStatusText() {}

    static Outcome outcome(String pipeline, SinkStatuses.Seen seen) {
        List<String> lines = new ArrayList<>();
        lines.add("Kafka has everything up to "
                + seen.position().map(Object::toString).orElse("-")
                + seen.newest().map(number -> " (transaction " + number + ")").orElse(""));
        seen.sinks().forEach(sink -> lines.add(words(sink)));
        return Outcome.of(json(pipeline, seen), lines);
    }

    static ObjectNode json(String pipeline, SinkStatuses.Seen seen) {
        ObjectNode result = JsonNodeFactory.instance
                .objectNode()
                .put("position", seen.position().map(Object::toString).orElse(null))
                .put("transaction", seen.newest().orElse(null));
        ArrayNode sinks = result.putArray("sinks");
        seen.sinks().forEach(sink -> sinks.add(node(pipeline, sink)));
        return result;
    }

    private static ObjectNode node(String pipeline, SinkStatus sink) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("name", sink.name())
                .put("transaction", sink.last().map(last -> last.transaction()).orElse(null))
                .put(
                        "commitEndLsn",
                        sink.last().map(last -> last.commitEndLsn().toString()).orElse(null))
                .put(
                        "committedAt",
                        sink.last()
                                .flatMap(PipelineSink.Last::committedAt)
                                .map(Object::toString)
                                .orElse(null))
                .put("transactionsBehind", sink.transactionsBehind().orElse(null))
                .put("bytesBehind", sink.bytesBehind().orElse(null))
                .put("deadLetters", sink.error().isEmpty() ? sink.allLetters() : null)
                .put("error", sink.error().map(error -> error.code().code()).orElse(null));
        ObjectNode letters = node.putObject("tableDeadLetters");
        sink.letters().forEach(letters::put);
        SinkMeters.Figures figures = SinkMeters.of(pipeline, sink.name()).figures();
        if (figures.starts() > 0) {
            ObjectNode job = node.putObject("job")
                    .put("commits", figures.commits())
                    .put("restarts", figures.starts() - 1)
                    .put(
                            "secondsSinceCommit",
                            figures.sinceCommit()
                                    .map(since -> since.toMillis() / 1_000.0)
                                    .orElse(null));
            ObjectNode changes = job.putObject("changes");
            figures.changes().forEach((table, count) -> changes.put(table.toString(), count));
        }
        return node;
    }

    private static String words(SinkStatus sink) {
        return sink.name() + ": "
                + sink.error()
                        .map(error -> error.code().code() + ": " + error.object() + ": " + error.fact())
                        .orElseGet(() -> behind(sink));
    }

    private static String behind(SinkStatus sink) {
        String at = sink.last()
                .map(last -> "transaction " + last.transaction() + ", " + last.commitEndLsn())
                .orElse("no transaction yet");
        long behind = sink.transactionsBehind().orElse(0L);
        return at
                + (behind == 0
                        ? "; nothing is behind"
                        : "; " + behind + " transactions behind"
                                + sink.bytesBehind()
                                        .map(bytes -> ", " + bytes + " bytes of WAL")
                                        .orElse("")
                                + sink.last()
                                        .flatMap(PipelineSink.Last::committedAt)
                                        .map(time -> "; it has what was committed until " + time)
                                        .orElse(""))
                + (sink.letters().isEmpty() ? "" : "; " + letters(sink));
    }

    private static String letters(SinkStatus sink) {
        return sink.letters().entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", ", "dead letters: ", " (culvert explain CV-DEAD-LETTER)"));
    }
}
