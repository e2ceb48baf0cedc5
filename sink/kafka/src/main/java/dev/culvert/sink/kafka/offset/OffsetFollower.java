package dev.culvert.sink.kafka.offset;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.sink.kafka.client.KafkaClients;
import dev.culvert.sink.kafka.client.KafkaErrors;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Sees the position of a pipeline move, for who does not own it: what is committed by now, without waiting for a transaction that is open. For
 * one thread.
 */
public final class OffsetFollower implements AutoCloseable {
    private final TopicPartition partition;
    private final NewestRecords newest;
    private final KafkaConsumer<byte[], byte[]> consumer;

    private OffsetFollower(TopicPartition partition, String pipeline, KafkaConsumer<byte[], byte[]> consumer) {
        this.partition = partition;
        this.newest = new NewestRecords(pipeline, object());
        this.consumer = consumer;
    }

    /**
     * @param topic {@link dev.culvert.sink.kafka.topic.TopicNames#offsets}
     * @throws dev.culvert.schemas.error.CulvertException as {@link KafkaErrors} says, also if there is no topic
     */
    public static OffsetFollower open(KafkaClients clients, String topic, String pipeline) {
        OffsetFollower follower = new OffsetFollower(new TopicPartition(topic, 0), pipeline, clients.consumer());
        try {
            follower.consumer.assign(List.of(follower.partition));
            follower.consumer.seekToBeginning(List.of(follower.partition));
            return follower;
        } catch (KafkaException e) {
            follower.close();
            throw follower.translate(e);
        }
    }

    /**
     * The newest position that is committed; empty if there is none.
     *
     * @param patience how long it may wait for a newer one
     * @throws dev.culvert.schemas.error.CulvertException as {@link OffsetStore#read}
     */
    public Optional<OffsetRecord> newest(Duration patience) {
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            do {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
                    newest.take(record);
                }
            } while (consumer.position(partition) < end && System.nanoTime() < deadline);
            return newest.position();
        } catch (KafkaException e) {
            throw translate(e);
        }
    }

    private RuntimeException translate(KafkaException e) {
        return KafkaErrors.translate(e, object(), "reading it", Changed.NOTHING);
    }

    private String object() {
        return "topic " + partition.topic();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
