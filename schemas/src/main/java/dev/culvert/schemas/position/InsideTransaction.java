package dev.culvert.schemas.position;

import java.util.List;

/**
 * What was written of the first transaction after a boundary. A replay skips that many changes and verifies their checksum.
 *
 * @param xid its 32-bit transaction id, unsigned
 * @param changes changes (rows and truncates, in the order of the stream) that are durable
 * @param crc CRC-32C over table, operation and identity, as text, of those changes
 * @param records how many records they are, where they went: another run might send them elsewhere, so it does not ask again;
 *     empty where another program wrote them
 */
public record InsideTransaction(long xid, long changes, long crc, List<Records> records) {

    /** Records in a partition, without tombstones. */
    public record Records(String topic, int partition, long count) {}

    public InsideTransaction {
        records = List.copyOf(records);
    }
}
