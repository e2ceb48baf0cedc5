package dev.culvert.schemas.change;

/**
 * A change of one row. Valid only during the callback that it was handed to, and only on its thread: the engine uses one
 * cursor for all rows.
 */
public interface RowCursor {

    /** How much of the old row is known. */
    enum Before {
        /** Nothing: an insert, a read, or an update that did not touch the identity. */
        NONE,
        /** The columns of the replica identity; the others are {@link ValueState#ABSENT}. */
        IDENTITY,
        /** The whole old row ({@link ReplicaIdentity#FULL}). */
        FULL
    }

    TableSchema table();

    Operation operation();

    /** The LSN that the server sent with the change; the consistent point for a row of the snapshot. */
    Lsn lsn();

    Before beforeKind();

    /**
     * The old row.
     *
     * @throws IllegalStateException if {@link #beforeKind} is {@link Before#NONE}
     */
    RowImage before();

    /**
     * The new row.
     *
     * @throws IllegalStateException if {@link #operation} is {@link Operation#DELETE}
     */
    RowImage after();
}
