package dev.culvert.schemas.change;

import java.time.Instant;

/**
 * The start of a committed PostgreSQL transaction in the stream.
 *
 * @param xid its 32-bit transaction id, unsigned
 * @param commitTime when it committed, by the server's clock, in microseconds
 */
public record TransactionBegin(long xid, Instant commitTime) {}
