package dev.culvert.benchmarks.topic;

import dev.culvert.benchmarks.records.ChangeDecoder;
import dev.culvert.benchmarks.records.ChangeRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic from its beginning to its end as a {@code read_committed} consumer and shows every change. */
public final class TopicAudit {
    private static final Duration POLL = Duration.ofMillis(500);

    private TopicAudit() {}

    /**
     * @param records with a value
     * @param valueBytes of them, uncompressed
     * @param lastOffsets of the last record in each partition that has one
     */
    public record Contents(long records, long valueBytes, Map<Integer, Long> lastOffsets) {}

    public static Contents read(String bootstrap, String topic, ChangeDecoder decoder, Consumer<ChangeRecord> changes) {
        long records = 0;
        long bytes = 0;
        Map<Integer, Long> last = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = open(bootstrap)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.value() == null) {
                        continue; // a tombstone says nothing that the delete before it did not
                    }
                    records++;
                    bytes += record.value().length;
                    last.put(record.partition(), record.offset());
                    changes.accept(decoder.decode(record.value()));
                }
            }
        }
        return new Contents(records, bytes, last);
    }

    /** A consumer without a group, {@code read_committed}, to be assigned. */
    public static KafkaConsumer<byte[], byte[]> open(String bootstrap) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrap,
                        "isolation.level", "read_committed",
                        "enable.auto.commit", "false",
                        "max.poll.records", "5000",
                        "fetch.max.wait.ms", "500",
                        "fetch.min.bytes", "1"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
