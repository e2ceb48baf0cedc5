package dev.culvert.sink.flink.job;

import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.sink.flink.files.FilesSink;
import dev.culvert.sink.flink.iceberg.IcebergSink;
import dev.culvert.sink.flink.postgres.PostgresSink;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.store.PipelineSink;

/** Makes the sink that a definition means. */
public final class Sinks {
    private Sinks() {}

    /** Opens nothing. */
    public static PipelineSink of(PipelineTopics topics, SinkDefinition sink) {
        return switch (sink.type()) {
            case POSTGRES -> new PostgresSink(topics, sink.name());
            case ICEBERG -> new IcebergSink(topics, sink.name());
            case FILES -> new FilesSink(topics, sink.name());
        };
    }
}
