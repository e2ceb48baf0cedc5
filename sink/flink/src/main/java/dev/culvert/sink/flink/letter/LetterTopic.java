package dev.culvert.sink.flink.letter;

import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.kafka.client.KafkaErrors;
import dev.culvert.sink.kafka.topic.ExistingTopic;
import dev.culvert.sink.kafka.topic.TopicDifference;
import dev.culvert.sink.kafka.topic.Topics;
import dev.culvert.sink.kafka.topic.WantedTopic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** The topic with the letters of one sink. Opens its clients for each question. */
public final class LetterTopic {
    private static final Duration POLL = Duration.ofMillis(200);

    private final PipelineTopics topics;
    private final String name;
    private final String purpose;
    private final TopicPartition partition;

    public LetterTopic(PipelineTopics topics, SinkDefinition sink) {
        this.topics = topics;
        this.name = topics.letters(sink.name());
        this.purpose = "letters." + sink.name() + ".";
        this.partition = new TopicPartition(name, 0);
    }

    String name() {
        return name;
    }

    /** By which the letters of a writer are sent. @param writer from 0 */
    String purpose(int writer) {
        return purpose + writer;
    }

    /**
     * Nothing of runs that were before comes any more, however many writers they had. For a store that a newer run takes over: who takes its turn
     * when the former has ended needs only what {@link LetterBox#open} does.
     */
    public void endFormer() {
        String prefix = topics.transactionalId(purpose);
        try (Admin admin = topics.admin()) {
            List<String> former = admin.listTransactions().all().get().stream()
                    .map(TransactionListing::transactionalId)
                    .filter(id -> id.startsWith(prefix)
                            && id.substring(prefix.length()).matches("\\d+"))
                    .toList();
            admin.fenceProducers(former).all().get();
        } catch (ExecutionException | InterruptedException e) {
            throw KafkaErrors.translate(e, "topic " + name, "ending who sent letters before", Changed.NOTHING);
        }
    }

    /**
     * Makes it if it is not there.
     *
     * @throws CulvertException {@link ErrorCode#TOPIC_DIFFERS} if what is there would not keep letters; as Kafka's clients say
     */
    public void prepare() {
        WantedTopic wanted =
                WantedTopic.deadLetters(name, topics.definition().kafka().create());
        try (Admin admin = topics.admin()) {
            Topics there = new Topics(admin);
            ExistingTopic existing = there.describe(List.of(name)).get(name);
            if (existing == null) {
                there.create(List.of(wanted));
                return;
            }
            Topics.differences(wanted, existing).stream()
                    .filter(LetterTopic::loses)
                    .findFirst()
                    .ifPresent(difference -> {
                        throw CulvertException.of(
                                List.of(difference.finding(
                                        topics.definition().kafka().bootstrap().orElse(""))),
                                Changed.NOTHING);
                    });
        }
    }

    private static boolean loses(TopicDifference difference) {
        return List.of("partitions", "cleanup.policy", "retention.ms", "retention.bytes")
                .contains(difference.setting());
    }

    /** @throws CulvertException {@link ErrorCode#TOPIC_MISSING} if it is not there: a broker may make one by itself that does not keep them */
    void require() {
        try (Admin admin = topics.admin()) {
            new Topics(admin).require(List.of(name));
        } catch (CulvertException e) {
            throw e.code() == ErrorCode.TOPIC_MISSING
                    ? new CulvertException(
                            ErrorCode.TOPIC_MISSING,
                            e.object(),
                            e.fact(),
                            Changed.NOTHING,
                            "It has the dead letters of a sink, whose start makes it: culvert sink run FILE.")
                    : e;
        }
    }

    /** Everything that was written to it until now, in its order: what was begun is awaited. */
    void readAll(Consumer<ConsumerRecord<byte[], byte[]>> out) {
        read(topics.written(partition), out);
    }

    /** Everything that is in it now. */
    private void readVisible(Consumer<ConsumerRecord<byte[], byte[]>> out) {
        try (KafkaConsumer<byte[], byte[]> consumer = topics.consumer()) {
            read(consumer.endOffsets(List.of(partition)).get(partition), out);
        } catch (KafkaException e) {
            throw translate(e);
        }
    }

    private void read(long end, Consumer<ConsumerRecord<byte[], byte[]>> out) {
        try (KafkaConsumer<byte[], byte[]> consumer = topics.consumer()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (consumer.position(partition) < end) {
                consumer.poll(POLL).forEach(out);
            }
        } catch (KafkaException e) {
            throw translate(e);
        }
    }

    private CulvertException translate(KafkaException e) {
        return KafkaErrors.translate(e, "topic " + name, "reading it", Changed.NOTHING);
    }

    private boolean isThere() {
        try (Admin admin = topics.admin()) {
            return !new Topics(admin).describe(List.of(name)).isEmpty();
        }
    }

    /** How many letters it has of each table. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        if (!isThere()) {
            return counts;
        }
        readVisible(record -> {
            if (header(record, "piece").filter("1"::equals).isPresent()) {
                header(record, "table").ifPresent(table -> counts.merge(table, 1L, Long::sum));
            }
        });
        return counts;
    }

    static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader("culvert." + name))
                .map(Header::value)
                .map(value -> new String(value, StandardCharsets.UTF_8));
    }
}
