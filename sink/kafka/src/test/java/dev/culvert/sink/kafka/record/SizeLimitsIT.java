package dev.culvert.sink.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.sink.kafka.TestKafka;
import dev.culvert.sink.kafka.client.KafkaClients;
import dev.culvert.sink.kafka.topic.Topics;
import dev.culvert.testkit.kafka.KafkaServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is foretold of a size is what the broker and the producer say of it, to the byte. */
class SizeLimitsIT {
    private final KafkaServer kafka = KafkaServer.shared();

    @ParameterizedTest
    @CsvSource({
        "none, producer, 33554432",
        "lz4, producer, 33554432",
        "gzip, producer, 33554432",
        "zstd, producer, 33554432",
        "snappy, producer, 33554432",
        "zstd, uncompressed, 33554432",
        "none, zstd, 33554432",
        "lz4, producer, 9000"
    })
    void theLargestThatIsTaken(String producer, String topicType, String request) throws Exception {
        String topic = "size-" + UUID.randomUUID();
        kafka.createTopic(topic, 1, Map.of("max.message.bytes", "12000", "compression.type", topicType));
        KafkaClients clients =
                TestKafka.clients(kafka.bootstrap(), Map.of("compression.type", producer, "max.request.size", request));
        SizeLimits limits;
        try (Admin admin = clients.admin()) {
            limits = new SizeLimits(new Topics(admin).describe(List.of(topic)).values(), clients.producerSettings());
        }
        // half of it can be compressed; the longer, the larger
        byte[] bytes = new byte[40_000];
        new Random(7).nextBytes(bytes);
        for (int i = 0; i < bytes.length; i += 2) {
            bytes[i] = 0;
        }
        int largest = 0;
        for (int step = 1 << 15; step > 0; step /= 2) {
            if (largest + step < bytes.length
                    && limits.exceeded(record(topic, bytes, largest + step)).isEmpty()) {
                largest += step;
            }
        }
        assertThat(largest).isBetween(5_000, bytes.length - 2);
        try (KafkaProducer<byte[], byte[]> writer = clients.producer(Optional.empty())) {
            assertThat(taken(writer, record(topic, bytes, largest))).isTrue();
            assertThat(taken(writer, record(topic, bytes, largest + 1))).isFalse();
        }
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, byte[] bytes, int length) {
        return new ProducerRecord<>(topic, 0, new byte[] {1, 2, 3}, java.util.Arrays.copyOf(bytes, length));
    }

    private static boolean taken(KafkaProducer<byte[], byte[]> writer, ProducerRecord<byte[], byte[]> record)
            throws InterruptedException {
        try {
            writer.send(record).get();
            return true;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(RecordTooLargeException.class);
            return false;
        }
    }
}
