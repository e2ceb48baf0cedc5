package dev.culvert.cli.sink;

import dev.culvert.cli.http.Fresh;
import dev.culvert.runtime.http.Served;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.reach.SinkStatus;
import dev.culvert.sink.flink.reach.SinkStatuses;
import dev.culvert.sink.flink.source.PipelineTopics;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The sinks of a pipeline over HTTP. Kafka and the stores are asked when somebody asks this, and not more often than once a second however many
 * ask. Safe for several threads.
 */
final class ServedSinks implements Served {
    private final String pipeline;
    private final Fresh<SinkStatuses.Seen> seen;

    ServedSinks(String pipeline, PipelineTopics topics) {
        this.pipeline = pipeline;
        this.seen = new Fresh<>(() -> SinkStatuses.of(topics));
    }

    /** No older than a second. */
    SinkStatuses.Seen read() {
        return seen.get();
    }

    @Override
    public String kind() {
        return "pipeline";
    }

    @Override
    public String name() {
        return pipeline;
    }

    @Override
    public String phase() {
        return "sinking";
    }

    /** A job that fails ends the process. */
    @Override
    public Answer alive() {
        return Answer.yes();
    }

    /** Whether every store answers. */
    @Override
    public Answer ready() {
        try {
            return read().sinks().stream()
                    .map(SinkStatus::error)
                    .flatMap(Optional::stream)
                    .findFirst()
                    .map(ServedSinks::no)
                    .orElseGet(Answer::yes);
        } catch (CulvertException e) {
            return no(e);
        }
    }

    private static Answer no(CulvertException error) {
        return Answer.no(error.code().code() + ": " + error.object());
    }

    @Override
    public byte[] status() {
        return SinkStatusText.json(pipeline, read()).toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String metrics() {
        return SinkMetrics.of(pipeline, read());
    }

    @Override
    public boolean hasPage() {
        return false;
    }

    @Override
    public void close() {
        // it holds nothing between two questions
    }
}
