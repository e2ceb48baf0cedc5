package dev.culvert.sink.flink.job;

import dev.culvert.sink.flink.source.PipelineTopics;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What {@code flink run culvert-sink.jar FILE [SINK]} starts. The definition is read where that command runs; secrets, where the job does. */
public final class SinkJobMain {
    private SinkJobMain() {}

    /** @param arguments the definition's file, and the name of the only sink that is meant */
    public static void main(String[] arguments) {
        if (arguments.length < 1 || arguments.length > 2) {
            throw new IllegalArgumentException("the arguments are FILE [SINK]");
        }
        SinkGraph graph = SinkJob.graph(
                PipelineTopics.of(Path.of(arguments[0])),
                arguments.length == 2 ? Optional.of(arguments[1]) : Optional.empty(),
                false);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        environment.configure(JobSettings.ofJob(graph.sinks()));
        graph.start(environment);
    }
}
