package dev.culvert.sink.kafka.offset;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.sink.kafka.client.KafkaClients;
import dev.culvert.sink.kafka.client.KafkaErrors;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The offset record of one pipeline, in partition 0 of a topic of its own: in a shared one, somebody else's open transaction
 * would hide the newest record. Each method makes its own client and closes it; thread-safe.
 */
public final class OffsetStore {
    private static final Duration READ_LIMIT = Duration.ofSeconds(60);

    private final KafkaClients clients;
    private final TopicPartition partition;
    private final String pipeline;
    private final Duration settle;
    private final AtomicLong newestOwnership = new AtomicLong();

    /**
     * @param topic {@link dev.culvert.sink.kafka.topic.TopicNames#offsets}
     * @param settle how long a transaction on the topic may take to end before it counts as somebody else's
     */
    public OffsetStore(KafkaClients clients, String topic, String pipeline, Duration settle) {
        this.clients = clients;
        this.partition = new TopicPartition(topic, 0);
        this.pipeline = pipeline;
        this.settle = settle;
    }

    /**
     * The newest committed record of the newest ownership; empty if there is none, or no topic. With exactly-once, only after {@code initTransactions}:
     * before it, a transaction of our own predecessor may still be open.
     *
     * @throws CulvertException {@link ErrorCode#OFFSET_UNSTABLE} if a transaction stays open on the topic,
     *     {@link ErrorCode#OFFSET_UNREADABLE} if the record is not one, or as {@link KafkaErrors} says
     */
    public Optional<OffsetRecord> read() {
        Optional<Long> end = stableEnd();
        if (end.isEmpty() || end.get() == 0) {
            return Optional.empty();
        }
        return newest(end.get()).position();
    }

    /** What makes the records of one writer, under the ownership that follows on what was read here. */
    public OffsetRecordEncoder encoder() {
        return new OffsetRecordEncoder(partition, pipeline, () -> newestOwnership.get() + 1);
    }

    /**
     * Deletes the record, by tombstones. Only while no instance of the pipeline runs.
     *
     * @throws CulvertException as {@link KafkaErrors} says
     */
    public void delete() {
        Set<String> keys =
                stableEnd().map(this::newest).map(NewestRecords::keys).orElse(Set.of());
        try (KafkaProducer<byte[], byte[]> producer = clients.producer(Optional.empty())) {
            for (String key : keys) {
                producer.send(new ProducerRecord<>(
                                partition.topic(), partition.partition(), key.getBytes(StandardCharsets.UTF_8), null))
                        .get();
            }
        } catch (ExecutionException | InterruptedException | KafkaException e) {
            throw KafkaErrors.translate(e, object(), "deleting the offset record", Changed.UNKNOWN);
        }
    }

    /** The end of the topic, once nothing before it can change any more; empty if there is no topic. */
    private Optional<Long> stableEnd() {
        try (Admin admin = clients.admin()) {
            long deadline = System.nanoTime() + settle.toNanos();
            while (true) {
                long end = latest(admin, IsolationLevel.READ_UNCOMMITTED);
                long stable = latest(admin, IsolationLevel.READ_COMMITTED);
                if (stable >= end) {
                    return Optional.of(end);
                }
                if (System.nanoTime() - deadline > 0) {
                    throw unstable(stable, end);
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw KafkaErrors.translate(e, object(), "asking for its end", Changed.NOTHING);
        } catch (InterruptedException e) {
            throw KafkaErrors.translate(e, object(), "asking for its end", Changed.NOTHING);
        }
    }

    private long latest(Admin admin, IsolationLevel isolation) throws ExecutionException, InterruptedException {
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
                .partitionResult(partition)
                .get()
                .offset();
    }

    private NewestRecords newest(long end) {
        try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer()) {
            return newest(consumer, end);
        } catch (KafkaException e) {
            throw KafkaErrors.translate(e, object(), "reading it", Changed.NOTHING);
        }
    }

    private NewestRecords newest(KafkaConsumer<byte[], byte[]> consumer, long end) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        NewestRecords newest = new NewestRecords(pipeline, object());
        long deadline = System.nanoTime() + READ_LIMIT.toNanos();
        while (consumer.position(partition) < end) {
            if (System.nanoTime() - deadline > 0) {
                throw new CulvertException(
                        ErrorCode.KAFKA_UNREACHABLE,
                        object(),
                        "After " + READ_LIMIT.toSeconds() + " s it was read to offset " + consumer.position(partition)
                                + " of " + end + ".",
                        Changed.NOTHING,
                        "Check the brokers, then start again.");
            }
            consumer.poll(Duration.ofMillis(500)).forEach(newest::take);
        }
        newestOwnership.accumulateAndGet(newest.ownership(), Math::max);
        return newest;
    }

    private CulvertException unstable(long stable, long end) {
        return new CulvertException(
                ErrorCode.OFFSET_UNSTABLE,
                object(),
                "A transaction has been open on it for more than " + settle.toMillis()
                        + " ms: its last stable offset is " + stable + ", its end " + end + ".",
                Changed.NOTHING,
                "It ends by itself after the transaction.timeout.ms of whoever opened it. To see who, and to end it now:\n"
                        + "kafka-transactions.sh --bootstrap-server " + clients.bootstrap()
                        + " describe-producers --topic " + partition.topic() + " --partition 0\n"
                        + "kafka-transactions.sh --bootstrap-server " + clients.bootstrap() + " abort --topic "
                        + partition.topic() + " --partition 0 --start-offset " + stable);
    }

    private String object() {
        return "topic " + partition.topic();
    }
}
