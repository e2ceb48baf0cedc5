package dev.culvert.sink.flink.source;

import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.RecordReader;
import dev.culvert.sink.flink.record.UnreadableException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Looks for what the topics have now and the reader has not come to. */
@FunctionalInterface
public interface LookAhead {

    /**
     * Whether something after this record empties its table: a truncate, which is in each partition, or another topic.
     *
     * @param by which truncates do
     */
    boolean isEmptied(PipelineElement.Source source, Predicate<Change.Place> by);

    /** In the topics of a pipeline, by a consumer of its own. */
    static LookAhead in(PipelineTopics topics) {
        return (source, by) -> isEmptied(topics, source, by);
    }

    private static boolean isEmptied(PipelineTopics topics, PipelineElement.Source source, Predicate<Change.Place> by) {
        boolean moved = topics.tables().stream()
                .filter(table -> table.table().equals(source.table()))
                .anyMatch(table -> !table.topic().equals(source.place().topic()));
        return moved || hasTruncate(topics, source, by);
    }

    private static boolean hasTruncate(
            PipelineTopics topics, PipelineElement.Source source, Predicate<Change.Place> by) {
        RecordReader reader = topics.recordReader();
        TopicPartition partition =
                new TopicPartition(source.place().topic(), source.place().partition());
        try (KafkaConsumer<byte[], byte[]> consumer = topics.consumer()) {
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            consumer.assign(List.of(partition));
            consumer.seek(partition, source.offset() + 1);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.value() != null && isTruncate(reader, record, by)) {
                        return true;
                    }
                }
            }
            return false;
        } catch (KafkaException e) {
            throw topics.translate(e);
        }
    }

    private static boolean isTruncate(
            RecordReader reader, ConsumerRecord<byte[], byte[]> record, Predicate<Change.Place> by) {
        try {
            Change change = reader.change(record.topic(), record.key(), record.value());
            return by.test(change.place());
        } catch (UnreadableException e) {
            return false; // whoever comes to it says so
        }
    }
}
