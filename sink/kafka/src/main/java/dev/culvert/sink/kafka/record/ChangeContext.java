package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.Lsn;
import java.time.Instant;

/**
 * Where a change stands in the stream. Mutable, so that one instance serves all changes of a thread; not thread-safe. Everything
 * in it is the same when a transaction is replayed, so the records' bytes are.
 */
public final class ChangeContext {
    private long txnSequence;
    private long ordinal;
    private long tableOrdinal;
    private long xid;
    private long commitMicros;
    private int snapshotGeneration;
    private Lsn commitLsn = Lsn.ZERO;

    /**
     * A change of a transaction.
     *
     * @param txnSequence {@link dev.culvert.schemas.change.Transaction#sequence()}
     * @param xid its 32-bit transaction id, unsigned
     * @param commitTime when it committed
     */
    public ChangeContext transaction(long txnSequence, long xid, Instant commitTime) {
        this.txnSequence = txnSequence;
        this.xid = xid;
        this.commitMicros = micros(commitTime);
        this.snapshotGeneration = 0;
        this.ordinal = 0;
        this.tableOrdinal = 0;
        return this;
    }

    /**
     * Rows of a snapshot.
     *
     * @param generation which attempt, from 1
     * @param readAt when the slot's consistent point was made: the same for every row of the generation
     */
    public ChangeContext snapshot(int generation, Instant readAt) {
        this.txnSequence = 0;
        this.xid = 0;
        this.commitMicros = micros(readAt);
        this.snapshotGeneration = generation;
        this.ordinal = 0;
        this.tableOrdinal = 0;
        return this;
    }

    /**
     * The next change of the transaction.
     *
     * @param ordinal its number in the transaction, from 1; rows and truncates are counted, whether they are sent or skipped
     * @param tableOrdinal its number among those of its table in the transaction, from 1
     */
    public ChangeContext change(long ordinal, long tableOrdinal) {
        this.ordinal = ordinal;
        this.tableOrdinal = tableOrdinal;
        return this;
    }

    public long txnSequence() {
        return txnSequence;
    }

    public long ordinal() {
        return ordinal;
    }

    public long tableOrdinal() {
        return tableOrdinal;
    }

    public long xid() {
        return xid;
    }

    /** Microseconds since 1970. */
    public long commitMicros() {
        return commitMicros;
    }

    /** Where the transaction's commit record starts; its end is not known before all of its changes are. */
    public ChangeContext commitLsn(Lsn lsn) {
        commitLsn = lsn;
        return this;
    }

    /** {@link Lsn#ZERO} where nobody has said it. */
    Lsn commitLsn() {
        return commitLsn;
    }

    /** From 1; 0 for a change of a transaction. */
    public int snapshotGeneration() {
        return snapshotGeneration;
    }

    public boolean isSnapshot() {
        return snapshotGeneration != 0;
    }

    private static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000), instant.getNano() / 1_000);
    }
}
