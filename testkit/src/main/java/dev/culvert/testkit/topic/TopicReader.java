package dev.culvert.testkit.topic;

import dev.culvert.testkit.process.Deadline;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads whole topics from their beginning to the end that they have when reading starts. Immutable. */
public final class TopicReader {
    /** Which records of transactions are read. */
    public enum Isolation {
        COMMITTED("read_committed"),
        UNCOMMITTED("read_uncommitted");

        private final String setting;

        Isolation(String setting) {
            this.setting = setting;
        }
    }

    private static final Duration POLL = Duration.ofMillis(200);
    /** A commit returns when the coordinator has decided; the markers in the topics follow a moment later. */
    private static final Duration MARKERS = Duration.ofSeconds(5);

    private final Map<String, Object> settings;
    private final Duration limit;

    /** {@code clientSettings} may hold what security needs. */
    public TopicReader(String bootstrap, Map<String, Object> clientSettings, Duration limit) {
        settings = new HashMap<>(clientSettings);
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        this.limit = limit;
    }

    /** How many partitions each of the topics has. */
    public Map<String, Integer> partitions(Collection<String> topics) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(Isolation.COMMITTED)) {
            Map<String, Integer> counts = new TreeMap<>();
            topics.forEach(
                    topic -> counts.put(topic, consumer.partitionsFor(topic).size()));
            return counts;
        }
    }

    /**
     * Hands over every record in the order of its partition. With {@link Isolation#COMMITTED} the end is the last stable
     * offset: what follows a transaction that stays open for 5 s is not read, as by any such consumer.
     */
    public void read(Collection<String> topics, Isolation isolation, Consumer<ConsumerRecord<byte[], byte[]>> records) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(isolation)) {
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = ends(consumer, partitions, isolation);
            Set<TopicPartition> unread = new HashSet<>(partitions);
            Deadline deadline = Deadline.after(limit);
            unread.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
            while (!unread.isEmpty()) {
                deadline.require(() -> !deadline.passed(), () -> "reading to the end of " + unread);
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                        records.accept(record);
                    }
                }
                unread.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
            }
        }
    }

    private Map<TopicPartition, Long> ends(
            KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Isolation isolation) {
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
        if (isolation == Isolation.UNCOMMITTED) {
            return ends;
        }
        Map<TopicPartition, Long> written;
        try (KafkaConsumer<byte[], byte[]> all = consumer(Isolation.UNCOMMITTED)) {
            written = all.endOffsets(partitions);
        }
        Deadline.after(MARKERS).await(() -> {
            ends.putAll(consumer.endOffsets(partitions));
            return partitions.stream().allMatch(each -> ends.get(each) >= written.get(each));
        });
        return ends;
    }

    private KafkaConsumer<byte[], byte[]> consumer(Isolation isolation) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.setting);
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        // the last fetch, behind which nothing comes, is waited for when the consumer is closed
        all.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
