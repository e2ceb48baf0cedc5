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
 */
public record Position(Lsn commitEndLsn, long txnSequence, Optional<InsideTransaction> insideTxn) {

    /** A boundary. */
    public static Position at(Lsn commitEndLsn, long txnSequence) {
        return new Position(commitEndLsn, txnSequence, Optional.empty());
    }
}
