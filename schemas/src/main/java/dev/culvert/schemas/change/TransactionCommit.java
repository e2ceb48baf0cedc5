package dev.culvert.schemas.change;

/**
 * The end of a PostgreSQL transaction in the stream: a boundary, the only place where a stream may resume (I2).
 *
 * @param xid the transaction id of its {@link TransactionBegin}
 * @param commitEndLsn end of its commit record: where the server resumes after it, with whole transactions
 */
public record TransactionCommit(long xid, Lsn commitEndLsn) {}
