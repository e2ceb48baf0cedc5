package dev.culvert.connector.debezium;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.error.CulvertException;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the two sides of Debezium tell each other: the side that feeds it ({@link EngineStream}, on Debezium's thread) and the side
 * that empties it ({@link RecordReader}, on the engine's). Safe for these two and for {@link #stop} from anywhere.
 */
final class StreamMonitor {
    /** Payload bytes that may be inside Debezium; it holds them as objects several times as large. */
    private static final long MOST_BYTES_INSIDE = 32L << 20;

    /** How many changes, or bytes, one mark stands for. */
    private static final int MARK_BYTES = 1 << 20;

    private final AtomicReference<CulvertException> failure = new AtomicReference<>();
    private volatile boolean stopped;

    /** Changes of each transaction that went in, in the order of the commits (I3: never fewer come out). */
    private final ConcurrentLinkedQueue<Long> transactions = new ConcurrentLinkedQueue<>();

    /** Where the commit record of each transaction starts that went in, in the order of the commits. */
    private final ConcurrentLinkedQueue<Lsn> begins = new ConcurrentLinkedQueue<>();

    private final ConcurrentLinkedQueue<Mark> marks = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytesInside = new AtomicLong();
    private long changesIn;
    private long bytesSinceMark;
    private long changesOut;

    private record Mark(long changes, long bytes) {}

    void stop() {
        stopped = true;
    }

    /** The first one is kept. Everything that went in before it still comes out. */
    void fail(CulvertException error) {
        failure.compareAndSet(null, error);
    }

    Optional<CulvertException> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Whether nothing more may be fed in, for ever. */
    boolean hasEnded() {
        return stopped || failure.get() != null;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Whether so much is inside that feeding must wait. */
    boolean isFull() {
        return bytesInside.get() >= MOST_BYTES_INSIDE;
    }

    /** Feeding side: a change of so many bytes goes in. */
    void changeIn(int bytes) {
        changesIn++;
        bytesSinceMark += bytes;
        if (bytesSinceMark >= MARK_BYTES) {
            bytesInside.addAndGet(bytesSinceMark);
            marks.add(new Mark(changesIn, bytesSinceMark));
            bytesSinceMark = 0;
        }
    }

    /** Feeding side: the beginning of a transaction goes in, with the start of its commit record. */
    void beginIn(Lsn commitLsn) {
        begins.add(commitLsn);
    }

    /** Emptying side: the start of the commit record of the transaction whose beginning came out. */
    Lsn beginOut() {
        Lsn commitLsn = begins.poll();
        if (commitLsn == null) {
            throw DebeziumErrors.protocol("More transactions begin than the stream has.");
        }
        return commitLsn;
    }

    /** Feeding side: the end of a transaction with so many changes goes in. */
    void transactionIn(long changes) {
        transactions.add(changes);
    }

    /** Emptying side: a change came out. */
    void changeOut() {
        changesOut++;
        Mark mark = marks.peek();
        if (mark != null && mark.changes <= changesOut) {
            marks.remove();
            bytesInside.addAndGet(-mark.bytes);
        }
    }

    /** Emptying side: how many changes the transaction had whose end came out. */
    long transactionOut() {
        Long changes = transactions.poll();
        return changes == null ? -1 : changes;
    }
}
