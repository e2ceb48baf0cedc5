package dev.culvert.cli.wayout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.testkit.kafka.KafkaServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A transaction of somebody who is gone, and the end of it as {@code kafka-transactions.sh abort} does it. */
final class HangingTransaction {
    private static final Pattern ABORT = Pattern.compile(
            "kafka-transactions\\.sh --bootstrap-server (\\S+) abort --topic (\\S+) --partition (\\d+) --start-offset (\\d+)");

    private HangingTransaction() {}

    static void leaveOn(String topic) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        KafkaServer.shared().bootstrap(),
                        "transactional.id",
                        "hanging-" + topic,
                        "transaction.timeout.ms",
                        "600000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, 0, "somebody".getBytes(StandardCharsets.UTF_8), new byte[0]));
        producer.flush();
        producer.close(Duration.ZERO);
    }

    /** What the tool does, which is no part of the tests' broker: it finds the producer by the offset. */
    static void abort(String text) {
        Matcher command = ABORT.matcher(text);
        assertThat(command.find()).as(text).isTrue();
        TopicPartition partition = new TopicPartition(command.group(2), Integer.parseInt(command.group(3)));
        long start = Long.parseLong(command.group(4));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", command.group(1)))) {
            ProducerState owner =
                    admin
                            .describeProducers(List.of(partition))
                            .partitionResult(partition)
                            .get()
                            .activeProducers()
                            .stream()
                            .filter(each -> each.currentTransactionStartOffset().orElse(-1) == start)
                            .findFirst()
                            .orElseThrow();
            admin.abortTransaction(new AbortTransactionSpec(
                            partition,
                            owner.producerId(),
                            (short) owner.producerEpoch(),
                            owner.coordinatorEpoch().orElse(-1)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
