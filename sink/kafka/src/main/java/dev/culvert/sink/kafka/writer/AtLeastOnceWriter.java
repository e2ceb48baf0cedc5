package dev.culvert.sink.kafka.writer;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.sink.kafka.client.KafkaClients;
import dev.culvert.sink.kafka.client.KafkaErrors;
import dev.culvert.sink.kafka.offset.OffsetRecordEncoder;
import dev.culvert.sink.kafka.offset.OffsetStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * At least once: the rows are flushed, then the offset record is sent, then {@code commit} returns. After a failure rows may
 * come again; none is lost. There is no fencing: only the slot keeps a second instance out.
 */
public final class AtLeastOnceWriter implements RecordWriter {
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final KafkaProducer<byte[], byte[]> producer;
    private final OffsetRecordEncoder offsets;
    private final String bootstrap;
    private volatile PendingRecords pending;
    private volatile boolean open;

    private AtLeastOnceWriter(KafkaProducer<byte[], byte[]> producer, OffsetStore offsets, String bootstrap) {
        this.producer = producer;
        this.bootstrap = bootstrap;
        this.pending = new PendingRecords(bootstrap);
        this.offsets = offsets.encoder();
    }

    /** @throws CulvertException if a client cannot be made of the settings */
    public static AtLeastOnceWriter open(KafkaClients clients, OffsetStore offsets) {
        return new AtLeastOnceWriter(clients.producer(Optional.empty()), offsets, clients.bootstrap());
    }

    @Override
    public void send(ProducerRecord<byte[], byte[]> record) {
        if (!open) {
            begin();
        }
        pending.check();
        try {
            producer.send(record, pending.sent(record));
        } catch (KafkaException e) {
            CulvertException error = SendErrors.translate(e, record.topic(), SendErrors.size(record), bootstrap);
            pending.failed(error);
            throw error;
        }
    }

    private synchronized void begin() {
        if (!open) {
            pending = new PendingRecords(bootstrap);
            open = true;
        }
    }

    @Override
    public boolean inTransaction() {
        return open;
    }

    @Override
    public long pendingBytes() {
        return open ? pending.bytes() : 0;
    }

    @Override
    public long pendingRecords() {
        return open ? pending.records() : 0;
    }

    @Override
    public Duration age() {
        return open ? pending.age() : Duration.ZERO;
    }

    @Override
    public void commit(OffsetRecord offset) {
        try {
            producer.flush();
            if (open) {
                pending.check();
            }
            for (ProducerRecord<byte[], byte[]> record : offsets.encode(offset)) {
                producer.send(record).get();
            }
        } catch (ExecutionException | InterruptedException | KafkaException e) {
            offsets.forget();
            throw KafkaErrors.translate(e, "Kafka", "writing the position", Changed.POSITION_KEPT);
        }
        open = false;
    }

    /** What was sent stays sent, and comes again: that is what at least once means. */
    @Override
    public void abort() {
        try {
            producer.flush();
        } catch (KafkaException e) {
            throw KafkaErrors.translate(e, "Kafka", "waiting for the records", Changed.POSITION_KEPT);
        }
        open = false;
    }

    @Override
    public void close() {
        producer.close(open ? Duration.ZERO : CLOSE);
    }
}
