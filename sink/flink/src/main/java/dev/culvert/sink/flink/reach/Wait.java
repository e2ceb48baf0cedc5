package dev.culvert.sink.flink.reach;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.job.Sinks;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.source.TableTopic;
import dev.culvert.sink.flink.store.PipelineSink;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Waits until everything that the source committed up to an LSN is in a pipeline's topics, or in one of its sinks, so that whoever wrote it
 * reads it there.
 */
public final class Wait {
    private final PipelineTopics topics;
    private final Optional<SinkDefinition> sink;
    private final Duration patience;

    /**
     * @param sink the name of one; empty for the topics
     * @throws CulvertException {@link ErrorCode#USAGE} if there is no such sink
     */
    public Wait(PipelineTopics topics, Optional<String> sink, Duration patience) {
        this.topics = topics;
        this.sink = sink.map(topics::sink);
        this.patience = patience;
    }

    /**
     * @return the pipeline's position, which is there or past it
     * @throws CulvertException {@link ErrorCode#WAIT_TIMEOUT} if it is not there in time; {@link ErrorCode#SINK_NO_PIPELINE} if the
     *     pipeline has never begun; as Kafka's clients and the sink's own say
     */
    public Lsn until(Lsn lsn) {
        Deadline deadline = Deadline.in(patience);
        KafkaReach kafka = new KafkaReach(topics);
        Map<Place, Long> ends = kafka.await(lsn, deadline).orElseThrow(() -> late(lsn, "the topics", kafka.words()));
        sink.ifPresent(wanted -> {
            PipelineSink target = Sinks.of(topics, wanted);
            Set<String> taken = topics.tables().stream()
                    .filter(table -> target.takes(table.table()))
                    .map(TableTopic::topic)
                    .collect(Collectors.toSet());
            ends.keySet().removeIf(place -> !taken.contains(place.topic()));
            SinkReach reach = new SinkReach(topics, target::progress);
            if (!reach.await(ends, deadline)) {
                throw late(lsn, "the sink " + wanted.name(), reach.words());
            }
        });
        return kafka.position().orElseThrow();
    }

    private CulvertException late(Lsn lsn, String where, String words) {
        return new CulvertException(
                ErrorCode.WAIT_TIMEOUT,
                "pipeline " + topics.definition().name(),
                "After " + patience.toSeconds() + " s, not everything up to " + lsn + " is in " + where + ": " + words
                        + ".",
                Changed.NOTHING,
                "culvert status FILE tells what the pipeline does; it, and culvert sink run for a sink, must be running. Then wait"
                        + " again, with a longer --timeout.");
    }
}
