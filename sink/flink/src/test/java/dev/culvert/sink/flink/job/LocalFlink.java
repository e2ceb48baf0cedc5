package dev.culvert.sink.flink.job;

import dev.culvert.sink.flink.harness.SinkScene;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A scene's sink on a Flink of this process that is configured otherwise than the command does it. */
public final class LocalFlink {
    private LocalFlink() {}

    /**
     * Brings everything that is in the topics into the store.
     *
     * @param parallelism that the job asks for
     * @param settings of Flink
     */
    public static void untilNow(SinkScene scene, int parallelism, Map<String, String> settings) {
        SinkGraph graph = SinkJob.graph(scene.topics(), Optional.empty(), true);
        Configuration all = JobSettings.embedded(graph.sinks(), EmbeddedOptions.of(parallelism));
        settings.forEach(all::setString);
        try {
            graph.start(StreamExecutionEnvironment.createLocalEnvironment(parallelism, all))
                    .getJobExecutionResult()
                    .get();
        } catch (ExecutionException e) {
            throw JobErrors.of(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
