package dev.culvert.runtime.adopt;

/**
 * A PostgreSQL transaction as both the WAL and a connector's record name it. The time makes it one of a kind where ids have wrapped.
 *
 * @param xid the 32-bit transaction id
 * @param commitMillis when it committed, by the server's clock, in milliseconds since 1970
 */
record SourceTransaction(long xid, long commitMillis) {}
