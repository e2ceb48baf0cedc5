package dev.culvert.schemas.change;

import java.time.Instant;

/**
 * A PostgreSQL transaction whose rows are being written.
 *
 * @param xid its 32-bit transaction id, unsigned
 * @param commitTime when it committed, by the server's clock, in microseconds
 * @param sequence its number among the transactions with captured rows, counted by the pipeline from 1
 */
public record Transaction(long xid, Instant commitTime, long sequence) {}
