package dev.culvert.sink.flink.reach;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.schemas.position.Phase;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.source.TableTopic;
import dev.culvert.sink.kafka.client.KafkaErrors;
import dev.culvert.sink.kafka.offset.OffsetFollower;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** When everything that was committed up to an LSN is in the topics, and a reader that reads what is committed gets it. */
final class KafkaReach {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final PipelineTopics topics;
    private Optional<Lsn> position = Optional.empty();
    private boolean copying;

    KafkaReach(PipelineTopics topics) {
        this.topics = topics;
    }

    /**
     * @return the end of every partition then: what is wanted lies before it; empty if it was not reached in time
     * @throws dev.culvert.schemas.error.CulvertException as {@link PipelineTopics#tables} and Kafka's clients
     */
    Optional<Map<Place, Long>> await(Lsn lsn, Deadline deadline) {
        topics.tables(); // it has begun, or this says that it has not
        if (!isPositionAt(lsn, deadline)) {
            return Optional.empty();
        }
        try (Admin admin = topics.admin()) {
            // the position's own commit may be seen before that of the rows, which are in other partitions
            Map<TopicPartition, Long> ends = ends(admin, places(), IsolationLevel.READ_UNCOMMITTED);
            while (!isCommitted(admin, ends)) {
                if (deadline.isOver()) {
                    return Optional.empty();
                }
                deadline.pause(PAUSE);
            }
            Map<Place, Long> reached = new TreeMap<>();
            ends.forEach((partition, end) -> reached.put(new Place(partition.topic(), partition.partition()), end));
            return Optional.of(reached);
        }
    }

    private boolean isPositionAt(Lsn lsn, Deadline deadline) {
        try (OffsetFollower follower = topics.position()) {
            do {
                follower.newest(LOOK).ifPresent(this::seen);
                if (!copying && position.filter(at -> !at.isBefore(lsn)).isPresent()) {
                    return true;
                }
            } while (!deadline.isOver());
            return false;
        }
    }

    private void seen(OffsetRecord record) {
        position = Optional.of(record.position().commitEndLsn());
        copying = !(record.phase() instanceof Phase.Streaming);
    }

    private List<TopicPartition> places() {
        return topics.tables().stream().flatMap(KafkaReach::partitions).toList();
    }

    private static Stream<TopicPartition> partitions(TableTopic table) {
        return IntStream.range(0, table.partitions()).mapToObj(number -> new TopicPartition(table.topic(), number));
    }

    private static boolean isCommitted(Admin admin, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> stable = ends(admin, List.copyOf(ends.keySet()), IsolationLevel.READ_COMMITTED);
        return ends.entrySet().stream().allMatch(end -> stable.get(end.getKey()) >= end.getValue());
    }

    private static Map<TopicPartition, Long> ends(
            Admin admin, List<TopicPartition> partitions, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
        try {
            Map<TopicPartition, Long> ends = new HashMap<>();
            for (Map.Entry<TopicPartition, ListOffsetsResultInfo> each : admin.listOffsets(
                            wanted, new ListOffsetsOptions(isolation))
                    .all()
                    .get()
                    .entrySet()) {
                ends.put(each.getKey(), each.getValue().offset());
            }
            return ends;
        } catch (ExecutionException | InterruptedException e) {
            throw KafkaErrors.translate(e, "topics of the pipeline", "asking for their ends", Changed.NOTHING);
        }
    }

    /** How far it was seen, for people. */
    String words() {
        return copying
                ? "it copies tables"
                : position.map(at -> "its position is " + at).orElse("it has no position");
    }

    /** The newest position that was seen. */
    Optional<Lsn> position() {
        return position;
    }
}
