package dev.culvert.sink.kafka.writer;

import dev.culvert.schemas.position.OffsetRecord;
import java.time.Duration;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes records, and makes them durable together with the position. {@link #send} may be called by several threads at once;
 * {@link #commit}, {@link #abort} and {@link #close} by one owner while no {@code send} runs.
 *
 * <p>Once a method has thrown, only {@link #abort} (with which one may begin anew) and {@link #close} may be called; after
 * {@code KAFKA_FENCED} and {@code KAFKA_COMMIT_UNKNOWN} only {@link #close}.
 */
public interface RecordWriter extends AutoCloseable {

    /**
     * Hands over a record; it may be sent later. Blocks while the producer's buffer is full.
     *
     * @throws dev.culvert.schemas.error.CulvertException for this record, or for the first earlier one that was not taken:
     *     RECORD_TOO_LARGE, KAFKA_SEND, KAFKA_FENCED, KAFKA_UNREACHABLE, KAFKA_ACL, TOPIC_MISSING
     */
    void send(ProducerRecord<byte[], byte[]> record);

    /** Whether records were sent since the last {@link #commit}. */
    boolean inTransaction();

    /** Bytes of keys and values since the last {@link #commit}. */
    long pendingBytes();

    /** Records since the last {@link #commit}. */
    long pendingRecords();

    /** Since the first record after the last {@link #commit}; zero if there is none. */
    Duration age();

    /**
     * Makes everything that was sent, and the position, durable; then returns (I1).
     *
     * @throws dev.culvert.schemas.error.CulvertException as {@link #send}, when nothing was committed; KAFKA_COMMIT_UNKNOWN if
     *     the outcome is not known (I11)
     */
    void commit(OffsetRecord offset);

    /** Gives up everything since the last {@link #commit}, as far as the delivery allows. Without records it does nothing. */
    void abort();

    /** Returns in bounded time; what was not committed is given up. */
    @Override
    void close();
}
