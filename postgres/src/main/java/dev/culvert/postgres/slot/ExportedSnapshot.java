package dev.culvert.postgres.slot;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.schemas.change.Lsn;

/**
 * A slot that was just made, and the snapshot that fits it to the transaction: what the snapshot does not see, the slot will
 * deliver. The snapshot can be imported as long as this object is open; its session does nothing else, since its next command
 * would end the export. Closing it keeps a permanent slot.
 *
 * @param slot name of the slot
 * @param consistentPoint where the slot's stream begins
 * @param snapshotName for {@code SET TRANSACTION SNAPSHOT}
 * @param session the replication session that exports it
 */
public record ExportedSnapshot(String slot, Lsn consistentPoint, String snapshotName, Session session)
        implements AutoCloseable {

    /**
     * Makes the transaction that {@code reader} has just begun ({@link Session#transaction}) read-only, and lets it see the
     * database as of the consistent point.
     */
    public void importInto(Session reader) {
        reader.update("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
        reader.update("SET TRANSACTION SNAPSHOT " + Literal.quote(snapshotName));
    }

    /** Ends the export and frees the slot. */
    @Override
    public void close() {
        session.close();
    }
}
