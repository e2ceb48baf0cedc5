package dev.culvert.schemas.position;

import dev.culvert.schemas.change.Lsn;
import java.util.Optional;

/**
 * How far a stream is durable: whole transactions up to a boundary, and perhaps the first rows of the one after it (I2).
 *
 * @param commitEndLsn end of the last whole transaction's commit record, where the server is asked to resume
 * @param txnSequence {@link dev.culvert.schemas.change.Transaction#sequence} of the last whole transaction with captured
 *     rows; 0 before the first
 * @param insideTxn the transaction that was written in part
 * @param commit the commit that the boundary is the end of; empty where it is none, such as a slot's consistent point
 */
public record Position(
        Lsn commitEndLsn, long txnSequence, Optional<InsideTransaction> insideTxn, Optional<CommitMark> commit) {

    /** A boundary. */
    public static Position at(Lsn commitEndLsn, long txnSequence) {
        return new Position(commitEndLsn, txnSequence, Optional.empty(), Optional.empty());
    }

    /** A boundary that is the end of this commit. */
    public static Position at(Lsn commitEndLsn, long txnSequence, CommitMark commit) {
        return new Position(commitEndLsn, txnSequence, Optional.empty(), Optional.of(commit));
    }

    /** The boundary, with so much of the transaction after it, or nothing. */
    public Position inside(Optional<InsideTransaction> part) {
        return new Position(commitEndLsn, txnSequence, part, commit);
    }
}
