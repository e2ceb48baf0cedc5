package dev.culvert.sink.flink.job;

import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.store.PipelineSink;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One run of a pipeline's sinks. Used once. */
public final class SinkJob {
    private final SinkGraph graph;
    private final JobRun run;

    private SinkJob(SinkGraph graph, JobRun run) {
        this.graph = graph;
        this.run = run;
    }

    /**
     * On a Flink of this process.
     *
     * @param only the name of the only sink that is meant; empty for all
     * @param untilNow whether it ends when what is in the topics now is in the sinks
     * @throws CulvertException {@link ErrorCode#USAGE} if there is no such sink, or none at all
     */
    public static SinkJob embedded(
            PipelineTopics topics, Optional<String> only, boolean untilNow, EmbeddedOptions options) {
        SinkGraph graph = graph(topics, only, untilNow);
        return new SinkJob(graph, new EmbeddedRun(graph, options));
    }

    /**
     * On a cluster, which is given the job and looked after.
     *
     * @param only as above
     * @param untilNow as above
     * @param listener is told what people want to know of the cluster
     * @throws CulvertException as above
     */
    public static SinkJob onCluster(
            PipelineTopics topics,
            Optional<String> only,
            boolean untilNow,
            ClusterAddress address,
            ClusterOptions options,
            Consumer<String> listener) {
        SinkGraph graph = graph(topics, only, untilNow);
        return new SinkJob(graph, new ClusterRun(graph, address, options, listener));
    }

    static SinkGraph graph(PipelineTopics topics, Optional<String> only, boolean untilNow) {
        List<SinkDefinition> sinks = topics.definition().sinks().stream()
                .filter(sink -> only.isEmpty() || only.get().equals(sink.name()))
                .toList();
        if (sinks.isEmpty()) {
            throw new CulvertException(
                    ErrorCode.USAGE,
                    only.map(name -> "--sink " + name).orElse("sinks"),
                    only.isPresent() ? "The definition has no sink of this name." : "The definition has no sinks.",
                    Changed.NOTHING,
                    "docs/sinks.md says how a sink is defined.");
        }
        return new SinkGraph(topics, sinks, untilNow);
    }

    /** The names of the sinks. */
    public List<String> names() {
        return graph.sinks().stream().map(SinkDefinition::name).toList();
    }

    /** How far each sink is, as its store says. */
    public List<Reached> reached() {
        return graph.sinks().stream()
                .map(sink -> Sinks.of(graph.topics(), sink))
                .map(SinkJob::reached)
                .toList();
    }

    private static Reached reached(PipelineSink sink) {
        Optional<PipelineSink.Last> last = sink.last();
        return new Reached(
                sink.name(), last.map(PipelineSink.Last::transaction), last.map(PipelineSink.Last::commitEndLsn));
    }

    /**
     * Returns when it was told to stop or has reached its end.
     *
     * @throws CulvertException for what a person must decide
     */
    public void run() {
        run.run();
    }

    /** Makes {@link #run} return soon; what is not committed is rolled back, and comes again. From any thread. */
    public void stop() {
        run.stop();
    }
}
