package dev.culvert.sink.flink.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.kafka.KafkaServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** A sink that stops by the name of what is wrong, and what is done to topics for that. */
public final class Stops {
    /** How long what has to come may take. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private Stops() {}

    /** A run of it until now stops by this code, and tells this. */
    public static void assertBy(SinkScene scene, ErrorCode code, String fact) {
        assertIs(catchThrowableOfType(CulvertException.class, scene::sinkUntilNow), code, fact);
    }

    /** @param error null if it did not stop */
    public static void assertIs(CulvertException error, ErrorCode code, String fact) {
        assertThat(error).as("the sink stops").isNotNull();
        assertThat(error.code()).as(error.getMessage()).isEqualTo(code);
        assertThat(error.getMessage()).contains(fact);
    }

    /** A record of a schema that no registry has, in the first partition. */
    public static void writeForeign(String topic) {
        byte[] foreign = {0, 0x7f, 0x7f, 0x7f, 0x7f, 1};
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", KafkaServer.shared().bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            done(producer.send(new ProducerRecord<>(topic, 0, foreign, foreign)));
        }
    }

    /** The values of all records of a topic that are committed now. */
    public static List<byte[]> values(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", KafkaServer.shared().bootstrap(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<byte[]> values = new ArrayList<>();
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    if (record.value() != null) {
                        values.add(record.value());
                    }
                });
            }
            return values;
        }
    }

    /** Deletes a topic, and waits until it is gone. */
    public static void delete(String topic) {
        try (Admin admin = KafkaServer.shared().admin()) {
            done(admin.deleteTopics(List.of(topic)).all());
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> !done(admin.listTopics().names()).contains(topic));
        }
    }

    /** What a client of Kafka was asked for. */
    public static <T> T done(Future<T> future) {
        try {
            return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
