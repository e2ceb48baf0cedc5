package dev.culvert.sink.kafka.writer;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.error.Recovery;
import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.sink.kafka.client.KafkaClients;
import dev.culvert.sink.kafka.client.KafkaErrors;
import dev.culvert.sink.kafka.offset.OffsetRecordEncoder;
import dev.culvert.sink.kafka.offset.OffsetStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exactly once: rows, their transaction records and the offset record in one Kafka transaction.
 *
 * <p>States: IDLE (no transaction), OPEN (begun by the first {@code send}), back to IDLE by {@code commit} or {@code abort};
 * DEAD after a fencing or an unknown outcome: the producer may not be used again, since Kafka allows neither an abort nor a
 * resend after a commit without an answer. From DEAD there is only {@code close}.
 */
public final class TransactionalWriter implements RecordWriter {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionalWriter.class);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private enum State {
        IDLE,
        OPEN,
        DEAD
    }

    private final KafkaProducer<byte[], byte[]> producer;
    private final OffsetRecordEncoder offsets;
    private final String object;
    private final String bootstrap;
    private volatile PendingRecords pending;
    private volatile State state = State.IDLE;

    private TransactionalWriter(
            KafkaProducer<byte[], byte[]> producer, OffsetStore offsets, String transactionalId, String bootstrap) {
        this.producer = producer;
        this.bootstrap = bootstrap;
        this.pending = new PendingRecords(bootstrap);
        this.offsets = offsets.encoder();
        this.object = "transactional id " + transactionalId;
    }

    /**
     * Fences every earlier producer with this id and ends its transaction. What fails for a passing reason is tried again with a
     * new producer, since one whose {@code initTransactions} failed is of no use.
     *
     * @param transactionalId {@link TransactionalId#of}
     * @param offsets where the position goes
     * @param limit how long to try
     * @throws CulvertException as {@link KafkaErrors} says
     */
    public static TransactionalWriter open(
            KafkaClients clients, String transactionalId, OffsetStore offsets, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        long pauseMillis = 100;
        while (true) {
            KafkaProducer<byte[], byte[]> producer = clients.producer(Optional.of(transactionalId));
            try {
                producer.initTransactions();
                return new TransactionalWriter(producer, offsets, transactionalId, clients.bootstrap());
            } catch (KafkaException e) {
                producer.close(Duration.ZERO);
                CulvertException error = KafkaErrors.translate(
                        e, "transactional id " + transactionalId, "starting to write", Changed.NOTHING);
                boolean passing = error.code().recovery() == Recovery.RETRY && !(e instanceof InterruptException);
                if (!passing || System.nanoTime() - deadline > 0) {
                    throw error;
                }
                LOG.info(
                        "initTransactions of {} failed ({}); trying again",
                        transactionalId,
                        error.code().code());
            }
            LockSupport.parkNanos(Duration.ofMillis(pauseMillis).toNanos());
            pauseMillis = Math.min(pauseMillis * 2, 5_000);
        }
    }

    @Override
    public void send(ProducerRecord<byte[], byte[]> record) {
        if (state != State.OPEN) {
            begin();
        }
        pending.check();
        try {
            producer.send(record, pending.sent(record));
        } catch (KafkaException | IllegalStateException e) {
            if (!SendErrors.isOf(e)) {
                awaitEarlierFailure();
            }
            CulvertException error = SendErrors.translate(e, record.topic(), SendErrors.size(record), bootstrap);
            pending.failed(error);
            throw error;
        }
    }

    /**
     * The producer has given the transaction up for a record that was sent before, whose callback may still be on its way: only that
     * one knows topic and size.
     */
    private void awaitEarlierFailure() {
        try {
            producer.flush();
        } catch (KafkaException e) {
            LOG.debug(
                    "the records before could not be waited for: {}",
                    e.getClass().getSimpleName());
        }
        pending.check();
    }

    private synchronized void begin() {
        if (state == State.OPEN) {
            return;
        }
        requireAlive();
        try {
            producer.beginTransaction();
        } catch (KafkaException | IllegalStateException e) {
            state = State.DEAD;
            throw KafkaErrors.translate(e, object, "beginning a transaction", Changed.POSITION_KEPT);
        }
        pending = new PendingRecords(bootstrap);
        state = State.OPEN;
    }

    @Override
    public boolean inTransaction() {
        return state == State.OPEN;
    }

    @Override
    public long pendingBytes() {
        return state == State.OPEN ? pending.bytes() : 0;
    }

    @Override
    public long pendingRecords() {
        return state == State.OPEN ? pending.records() : 0;
    }

    @Override
    public Duration age() {
        return state == State.OPEN ? pending.age() : Duration.ZERO;
    }

    @Override
    public void commit(OffsetRecord offset) {
        prepare(offset);
        complete();
    }

    /** Sends the position and waits for every record: a record that was not taken is told from a commit without an answer. */
    void prepare(OffsetRecord offset) {
        offsets.encode(offset).forEach(this::send);
        try {
            producer.flush();
        } catch (KafkaException e) {
            pending.check();
            throw KafkaErrors.translate(e, object, "waiting for the records", Changed.POSITION_KEPT);
        }
        pending.check();
    }

    /** Commits what is prepared. */
    void complete() {
        try {
            producer.commitTransaction();
        } catch (KafkaException | IllegalStateException e) {
            state = State.DEAD;
            throw unknownOrFenced(e);
        }
        state = State.IDLE;
    }

    private CulvertException unknownOrFenced(RuntimeException thrown) {
        Throwable cause = KafkaErrors.root(thrown);
        if (KafkaErrors.isFenced(cause)) {
            return KafkaErrors.translate(cause, object, "committing a transaction", Changed.POSITION_KEPT);
        }
        if (cause instanceof InterruptException) {
            Thread.currentThread().interrupt();
        }
        return new CulvertException( // I11: never retried; the next start reads what became of it
                ErrorCode.KAFKA_COMMIT_UNKNOWN,
                object,
                cause.getClass().getSimpleName() + " while committing a transaction of " + pending.records()
                        + " records.",
                Changed.UNKNOWN,
                "Start the pipeline again: it reads from Kafka whether the transaction was committed, and goes on from there.");
    }

    @Override
    public void abort() {
        if (state != State.OPEN) {
            requireAlive();
            return;
        }
        offsets.forget();
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            state = State.DEAD;
            throw KafkaErrors.translate(e, object, "aborting a transaction", Changed.POSITION_KEPT);
        }
        state = State.IDLE;
    }

    private void requireAlive() {
        if (state == State.DEAD) {
            throw new IllegalStateException("the writer of " + object + " failed; it can only be closed");
        }
    }

    /** An open transaction is left to the coordinator or to the successor's {@code initTransactions}: aborting could block. */
    @Override
    public void close() {
        Duration limit = state == State.IDLE ? CLOSE : Duration.ZERO;
        state = State.DEAD;
        producer.close(limit);
    }
}
