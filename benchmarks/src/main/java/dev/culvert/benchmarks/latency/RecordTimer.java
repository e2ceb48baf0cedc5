package dev.culvert.benchmarks.latency;

import dev.culvert.benchmarks.records.ChangeDecoder;
import dev.culvert.benchmarks.topic.TopicAudit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** A {@code read_committed} consumer that notes when it had each record. */
final class RecordTimer implements Callable<Void> {
    private static final Duration POLL = Duration.ofMillis(200);

    private final String bootstrap;
    private final String topic;
    private final ChangeDecoder decoder;
    private final Stopwatch stopwatch;
    private final LongConsumer others;
    private final BooleanSupplier goOn;

    /** {@code others} gets the numbers of records below 0, which are of no transaction that is timed. */
    RecordTimer(
            String bootstrap,
            String topic,
            ChangeDecoder decoder,
            Stopwatch stopwatch,
            LongConsumer others,
            BooleanSupplier goOn) {
        this.bootstrap = bootstrap;
        this.topic = topic;
        this.decoder = decoder;
        this.stopwatch = stopwatch;
        this.others = others;
        this.goOn = goOn;
    }

    @Override
    public Void call() {
        try (KafkaConsumer<byte[], byte[]> consumer = TopicAudit.open(bootstrap)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (goOn.getAsBoolean()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                long now = System.nanoTime();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    if (record.value() != null) {
                        note(decoder.decode(record.value()).change(), now);
                    }
                }
            }
        }
        return null;
    }

    private void note(long number, long now) {
        if (number < 0) {
            others.accept(number);
        } else {
            stopwatch.polled(number, now);
        }
    }
}
