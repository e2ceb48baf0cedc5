package dev.culvert.sink.flink.reach;

import dev.culvert.schemas.error.Changed;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.kafka.client.KafkaErrors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * When every record before some ends is in a sink. A sink tells the offset after the last record that it has; what lies between that and the
 * end may be ends of transactions and tombstones only, which no sink has, so it is looked at.
 */
final class SinkReach {
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration POLL = Duration.ofMillis(50);

    private final PipelineTopics topics;
    private final Supplier<Map<Place, Long>> progress;
    private Map<Place, Long> waiting = Map.of();

    /** @param progress the next offset of each partition of which anything is in the sink, as it says itself */
    SinkReach(PipelineTopics topics, Supplier<Map<Place, Long>> progress) {
        this.topics = topics;
        this.progress = progress;
    }

    /** @return whether it was in time */
    boolean await(Map<Place, Long> ends, Deadline deadline) {
        waiting = new TreeMap<>(ends);
        while (true) {
            Map<Place, Long> next = progress.get();
            waiting.entrySet().removeIf(end -> next.getOrDefault(end.getKey(), 0L) >= end.getValue());
            if (!waiting.isEmpty()) {
                waiting.keySet().retainAll(withRecords(next, deadline));
            }
            if (waiting.isEmpty()) {
                return true;
            }
            if (deadline.isOver()) {
                return false;
            }
            deadline.pause(PAUSE);
        }
    }

    /** Those that have a record, and not only the end of a transaction, between what the sink has and the end. */
    private List<Place> withRecords(Map<Place, Long> next, Deadline deadline) {
        try (KafkaConsumer<byte[], byte[]> consumer = topics.consumer()) {
            Map<TopicPartition, Long> unread = new HashMap<>();
            waiting.forEach((place, end) -> unread.put(new TopicPartition(place.topic(), place.partition()), end));
            consumer.assign(unread.keySet());
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(unread.keySet());
            beginnings.forEach((partition, beginning) -> consumer.seek(
                    partition,
                    Math.max(beginning, next.getOrDefault(new Place(partition.topic(), partition.partition()), 0L))));
            List<Place> found = new ArrayList<>();
            while (!unread.isEmpty() && !deadline.isOver()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                    if (record.value() != null
                            && unread.containsKey(partition)
                            && record.offset() < unread.get(partition)) {
                        found.add(new Place(record.topic(), record.partition()));
                        unread.remove(partition);
                    }
                }
                unread.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
                consumer.pause(consumer.assignment().stream()
                        .filter(partition -> !unread.containsKey(partition))
                        .toList());
            }
            unread.keySet().forEach(partition -> found.add(new Place(partition.topic(), partition.partition())));
            return found;
        } catch (KafkaException e) {
            throw KafkaErrors.translate(e, "topics of the pipeline", "reading them", Changed.NOTHING);
        }
    }

    /** What it waits for, for people. */
    String words() {
        return "it has not everything of " + waiting.size() + " partitions, among them "
                + waiting.keySet().stream().findFirst().map(Place::toString).orElse("none");
    }
}
