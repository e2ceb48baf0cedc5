package dev.culvert.sink.flink.reach;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.sink.flink.job.Sinks;
import dev.culvert.sink.flink.letter.LetterTopic;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.kafka.offset.OffsetFollower;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks Kafka and each sink's store how far they are. */
public final class SinkStatuses {
    private static final Duration LOOK = Duration.ofSeconds(5);

    private SinkStatuses() {}

    /** How far the pipeline is in Kafka, and its sinks. @param newest {@code txn_seq} of the last transaction that is there */
    public record Seen(Optional<Lsn> position, Optional<Long> newest, List<SinkStatus> sinks) {
        public Seen {
            sinks = List.copyOf(sinks);
        }
    }

    /**
     * A store that does not answer is told as that, and the others are asked all the same.
     *
     * @throws CulvertException as {@link PipelineTopics#tables} and Kafka's clients
     */
    public static Seen of(PipelineTopics topics) {
        topics.tables(); // it has begun, or this says that it has not
        Optional<Lsn> position = position(topics);
        Optional<Long> newest = topics.lastTransaction();
        return new Seen(
                position,
                newest,
                topics.definition().sinks().stream()
                        .map(sink -> of(topics, sink, newest, position.orElse(Lsn.ZERO)))
                        .toList());
    }

    private static Optional<Lsn> position(PipelineTopics topics) {
        try (OffsetFollower follower = topics.position()) {
            Optional<OffsetRecord> record = follower.newest(Duration.ofMillis(100));
            return record.or(() -> follower.newest(LOOK))
                    .map(each -> each.position().commitEndLsn());
        }
    }

    private static SinkStatus of(PipelineTopics topics, SinkDefinition sink, Optional<Long> newest, Lsn position) {
        try {
            return SinkStatus.of(
                    sink.name(),
                    Sinks.of(topics, sink).last(),
                    newest,
                    position,
                    new LetterTopic(topics, sink).counts());
        } catch (CulvertException e) {
            return SinkStatus.unknown(sink.name(), e);
        }
    }
}
