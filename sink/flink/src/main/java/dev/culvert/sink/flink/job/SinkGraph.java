package dev.culvert.sink.flink.job;

import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.letter.LetterTopic;
import dev.culvert.sink.flink.source.PipelineElementType;
import dev.culvert.sink.flink.source.PipelineSource;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.store.PipelineSink;
import dev.culvert.sink.flink.store.WholeTransactions;
import dev.culvert.sink.flink.transform.Transforms;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What the job of a pipeline's sinks is made of. Its operators have ids of their own, so that its state is found by a later version.
 *
 * @param untilNow whether it ends when what is in the topics now is in the sinks
 */
record SinkGraph(PipelineTopics topics, List<SinkDefinition> sinks, boolean untilNow) {

    private static final int TRIES = 10;
    private static final long PAUSE = Duration.ofMillis(300).toNanos();

    /** By which it is found on a cluster. */
    String name() {
        return prefix() + String.join(", ", names());
    }

    private String prefix() {
        return "culvert " + topics.definition().name() + " into ";
    }

    private List<String> names() {
        return sinks.stream().map(SinkDefinition::name).toList();
    }

    /** Whether a job of this name has one of these sinks. */
    boolean overlaps(String job) {
        return job.startsWith(prefix())
                && Arrays.stream(job.substring(prefix().length()).split(", ")).anyMatch(names()::contains);
    }

    /**
     * Starts it where the sinks say that they are.
     *
     * @throws dev.culvert.schemas.error.CulvertException as the sinks' stores and Kafka say; of Flink's own failures
     */
    JobClient start(StreamExecutionEnvironment environment) {
        topics.tables(); // there is something to read, or it says why not
        sinks.forEach(sink -> {
            Transforms.check(sink);
            WholeTransactions.names(topics, sink).requireAll();
            if (sink.writesLetters()) {
                new LetterTopic(topics, sink).prepare();
            }
        });
        List<PipelineSink> stores =
                sinks.stream().map(sink -> Sinks.of(topics, sink)).toList();
        stores.forEach(store -> asked(() -> {
            store.check();
            return store;
        }));
        stores.forEach(PipelineSink::prepare);
        for (int i = 0; i < stores.size(); i++) {
            add(stores.get(i), sinks.get(i), environment);
        }
        try {
            return environment.executeAsync(name());
        } catch (Exception e) { // Flink declares no other
            throw JobErrors.of(e);
        }
    }

    private void add(PipelineSink sink, SinkDefinition definition, StreamExecutionEnvironment environment) {
        sink.attach(environment
                .fromSource(
                        new PipelineSource(topics, asked(sink::progress), untilNow, definition.writesLetters()),
                        WatermarkStrategy.noWatermarks(),
                        "topics",
                        PipelineElementType.INSTANCE)
                .uid("topics-" + definition.name())
                .setParallelism(1));
    }

    /** A store that is away is told at once; one that has answered, and went while it did, is asked again, as a job that runs would. */
    private static <T> T asked(Supplier<T> question) {
        for (int left = TRIES; ; left--) {
            try {
                return question.get();
            } catch (CulvertException e) {
                if (e.code() != ErrorCode.PG_CONNECTION_LOST || left == 1) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE);
            }
        }
    }
}
