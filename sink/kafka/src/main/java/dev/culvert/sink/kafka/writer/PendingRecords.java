package dev.culvert.sink.kafka.writer;

import dev.culvert.schemas.error.CulvertException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What was sent since the last commit, and the first failure among it; one instance for each transaction. Thread-safe. */
final class PendingRecords {
    private final LongAdder records = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final AtomicReference<CulvertException> failure = new AtomicReference<>();
    private final String bootstrap;
    private final long startedAt = System.nanoTime();

    /** @param bootstrap where the records go */
    PendingRecords(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /** Counts a record and makes the callback that hears of its fate. */
    Callback sent(ProducerRecord<byte[], byte[]> record) {
        int size = SendErrors.size(record);
        records.increment();
        bytes.add(size);
        String topic = record.topic();
        return (metadata, thrown) -> {
            if (thrown != null) {
                failed(SendErrors.translate(thrown, topic, size, bootstrap));
            }
        };
    }

    void failed(CulvertException error) {
        failure.compareAndSet(null, error);
    }

    /** Throws the first failure, if there is one. */
    void check() {
        CulvertException first = failure.get();
        if (first != null) {
            throw first;
        }
    }

    long records() {
        return records.sum();
    }

    long bytes() {
        return bytes.sum();
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }
}
