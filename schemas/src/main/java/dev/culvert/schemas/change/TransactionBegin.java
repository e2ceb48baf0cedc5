package dev.culvert.schemas.change;

import java.time.Instant;

/**
 * The start of a committed PostgreSQL transaction in the stream.
 *
 * @param xid its 32-bit transaction id, unsigned
 * @param commitLsn start of its commit record: a slot whose consistent point is at or before it delivers the transaction, one
 *     whose point is after it has the transaction in its snapshot
 * @param commitTime when it committed, by the server's clock, in microseconds
 */
public record TransactionBegin(long xid, Lsn commitLsn, Instant commitTime) {}
