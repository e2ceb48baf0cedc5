package dev.culvert.schemas.position;

/**
 * What was written of the first transaction after a boundary. A replay skips that many changes and verifies their checksum.
 *
 * @param xid its 32-bit transaction id, unsigned
 * @param changes changes (rows and truncates, in the order of the stream) that are durable
 * @param crc CRC-32C over table, operation and identity, as text, of those changes
 */
public record InsideTransaction(long xid, long changes, long crc) {}
