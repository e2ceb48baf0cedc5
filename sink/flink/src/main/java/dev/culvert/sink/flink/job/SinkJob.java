package dev.culvert.sink.flink.job;

import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.source.PipelineElementType;
import dev.culvert.sink.flink.source.PipelineSource;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.store.PipelineSink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * One run of a pipeline's sinks, on a Flink of this process. What may pass by itself is waited out with back-off, by Flink; the state of the
 * sources is in memory, since each sink's own store says where to go on. Used once.
 */
public final class SinkJob {
    private final PipelineTopics topics;
    private final List<SinkDefinition> sinks;
    private final boolean untilNow;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private JobClient client;

    /**
     * @param only the name of the only sink that is meant; empty for all
     * @param untilNow whether it ends when what is in the topics now is in the sinks
     * @throws CulvertException {@link ErrorCode#USAGE} if there is no such sink, or none at all
     */
    public SinkJob(PipelineTopics topics, Optional<String> only, boolean untilNow) {
        this.topics = topics;
        this.untilNow = untilNow;
        this.sinks = topics.definition().sinks().stream()
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
    }

    /** The names of the sinks. */
    public List<String> names() {
        return sinks.stream().map(SinkDefinition::name).toList();
    }

    /** How far each sink is, as its store says. */
    public List<Reached> reached() {
        return sinks.stream().map(this::sink).map(SinkJob::reached).toList();
    }

    private static Reached reached(PipelineSink sink) {
        Optional<PipelineSink.Last> last = sink.last();
        return new Reached(
                sink.name(), last.map(PipelineSink.Last::transaction), last.map(PipelineSink.Last::commitEndLsn));
    }

    /**
     * Runs on Flink's threads; returns when it was told to stop or has reached its end.
     *
     * @throws CulvertException for what a person must decide
     */
    public void run() {
        try {
            JobClient running = start();
            if (running == null) {
                return;
            }
            running.getJobExecutionResult().get();
        } catch (ExecutionException e) {
            if (stopped.getCount() != 0) {
                throw JobErrors.of(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        }
    }

    /** @return null if it was told to stop before */
    private JobClient start() {
        topics.tables(); // there is something to read, or it says why not
        try {
            StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1, settings());
            for (SinkDefinition sink : sinks) {
                add(sink, environment);
            }
            synchronized (this) {
                if (stopped.getCount() != 0) {
                    client = environment.executeAsync(
                            "culvert " + topics.definition().name());
                }
                return client;
            }
        } catch (CulvertException e) {
            throw e;
        } catch (Exception e) { // Flink declares no other
            throw JobErrors.of(e);
        }
    }

    private void add(SinkDefinition definition, StreamExecutionEnvironment environment) {
        PipelineSink sink = sink(definition);
        environment
                .fromSource(
                        new PipelineSource(topics, sink.progress(), untilNow),
                        WatermarkStrategy.noWatermarks(),
                        "topics",
                        PipelineElementType.INSTANCE)
                .uid("topics-" + definition.name())
                .sinkTo(sink)
                .uid("sink-" + definition.name())
                .name(definition.name());
    }

    private PipelineSink sink(SinkDefinition definition) {
        return Sinks.of(topics, definition);
    }

    private Configuration settings() {
        Duration interval = sinks.stream()
                .map(SinkDefinition::commitInterval)
                .min(Duration::compareTo)
                .orElseThrow();
        Configuration settings = new Configuration();
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
        settings.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        settings.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofHours(1));
        settings.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
        settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "jobmanager");
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofMillis(200));
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, Duration.ofSeconds(30));
        // elements are immutable
        settings.set(PipelineOptions.OBJECT_REUSE, true);
        // nothing is left to serialisers that are made up at run time
        settings.set(PipelineOptions.GENERIC_TYPES, false);
        settings.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, false);
        settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        settings.set(RestOptions.ADDRESS, "127.0.0.1");
        settings.set(RestOptions.BIND_PORT, "0");
        settings.set(WebOptions.SUBMIT_ENABLE, false);
        settings.set(WebOptions.CANCEL_ENABLE, false);
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(1));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(16));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(16));
        return settings;
    }

    /** Makes {@link #run} return soon; what is not committed is rolled back, and comes again. From any thread. */
    public void stop() {
        synchronized (this) {
            stopped.countDown();
            if (client == null) {
                return;
            }
            try {
                client.cancel();
            } catch (IllegalStateException e) {
                // it has ended by itself meanwhile, and its Flink with it; Flink has no other word for that
                client = null;
            }
        }
    }
}
