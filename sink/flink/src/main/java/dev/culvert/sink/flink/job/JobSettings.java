package dev.culvert.sink.flink.job;

import dev.culvert.schemas.definition.SinkDefinition;
import java.time.Duration;
import java.util.List;
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

/** Flink's settings. */
final class JobSettings {
    private JobSettings() {}

    /** Of the job, wherever it runs. What may pass by itself is waited out with back-off, for ever. */
    static Configuration ofJob(List<SinkDefinition> sinks) {
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
        // each operator has an id of its own, so that a later version finds its state
        settings.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        return settings;
    }

    /** Of a Flink in this process, which nobody outside this machine reaches. */
    static Configuration embedded(List<SinkDefinition> sinks, EmbeddedOptions options) {
        Configuration settings = ofJob(sinks);
        settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        settings.set(RestOptions.ADDRESS, "127.0.0.1");
        settings.set(RestOptions.BIND_PORT, Integer.toString(options.pages().orElse(0)));
        settings.set(WebOptions.SUBMIT_ENABLE, false);
        settings.set(WebOptions.CANCEL_ENABLE, false);
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(1));
        MemorySize betweenTasks = MemorySize.ofMebiBytes(16L + 2L * options.parallelism() * sinks.size());
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, betweenTasks);
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, betweenTasks);
        return settings;
    }
}
