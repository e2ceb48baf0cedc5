package dev.culvert.runtime.adopt;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.kafka.client.KafkaClients;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Reads partitions of topics that nobody writes to any more, forward or from their end. For one thread. */
final class PartitionReader implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long FIRST_STEP = 256;
    private static final long LONGEST_STEP = 16_384;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, List<PartitionInfo>> topics;

    /** Takes a record that was read. */
    @FunctionalInterface
    interface Reader {
        void accept(ConsumerRecord<byte[], byte[]> message) throws IOException;
    }

    /** Takes a record that was read from the end. */
    @FunctionalInterface
    interface Searcher {
        /** @return whether an earlier one is wanted too */
        boolean accept(ConsumerRecord<byte[], byte[]> message);
    }

    PartitionReader(KafkaClients kafka) {
        this.consumer = kafka.consumer();
        this.topics = consumer.listTopics();
    }

    boolean exists(String topic) {
        return topics.containsKey(topic);
    }

    /** The partitions of a topic; none if it is not there. */
    List<TopicPartition> partitions(String topic) {
        return topics.getOrDefault(topic, List.of()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    /** All records of a topic, by partition. */
    void forward(String topic, Reader reader) throws IOException {
        for (TopicPartition partition : partitions(topic)) {
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
            for (ConsumerRecord<byte[], byte[]> message : between(partition, begin, end)) {
                reader.accept(message);
            }
        }
    }

    /** The records of a partition, the newest first, until no more is wanted. */
    void backward(TopicPartition partition, Searcher searcher) {
        long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        long step = FIRST_STEP;
        while (end > begin) {
            long from = Math.max(begin, end - step);
            List<ConsumerRecord<byte[], byte[]>> messages = between(partition, from, end);
            for (int i = messages.size() - 1; i >= 0; i--) {
                if (!searcher.accept(messages.get(i))) {
                    return;
                }
            }
            end = from;
            step = Math.min(2 * step, LONGEST_STEP);
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> between(TopicPartition partition, long from, long end) {
        List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        // a position passes the markers of transactions, which are no records
        while (consumer.position(partition) < end) {
            if (System.nanoTime() - deadline > 0) {
                throw new CulvertException(
                        ErrorCode.KAFKA_UNREACHABLE,
                        "partition " + partition,
                        "After " + LIMIT.toSeconds() + " s it was read to offset " + consumer.position(partition)
                                + " of " + end + ".",
                        Changed.NOTHING,
                        "Check the brokers, then try again.");
            }
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                if (message.offset() < end) {
                    messages.add(message);
                }
            }
        }
        return messages;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
