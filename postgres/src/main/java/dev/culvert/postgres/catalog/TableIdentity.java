package dev.culvert.postgres.catalog;

import dev.culvert.schemas.change.ReplicaIdentity;
import java.util.List;

/**
 * Which old values an UPDATE or DELETE of a table writes, as PostgreSQL decides it: an index counts only while it is valid,
 * unique, not deferrable and not partial.
 *
 * @param setting {@code relreplident}
 * @param columns columns of the identity's index in its order; empty for FULL and NOTHING, and where no index counts
 * @param primaryKey columns of the primary key in its order, deferrable or not; empty if there is none
 * @param primaryKeyOid {@code pg_constraint.oid} of the primary key: another one means that it was dropped and made again; 0 if there
 *     is none
 * @param primaryKeyDeferrable whether the primary key is deferrable, which keeps it from being the identity
 */
public record TableIdentity(
        ReplicaIdentity setting,
        List<String> columns,
        List<String> primaryKey,
        long primaryKeyOid,
        boolean primaryKeyDeferrable) {

    public TableIdentity {
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
    }

    /** Whether updates and deletes of the table succeed once it is published. */
    public boolean isUsable() {
        return setting == ReplicaIdentity.FULL || !columns.isEmpty();
    }

    /** Whether every old value of {@code column} is in the WAL. */
    public boolean covers(String column) {
        return setting == ReplicaIdentity.FULL || columns.contains(column);
    }

    /**
     * The columns that tell a row from the others: those of the identity; with FULL, the primary key if there is one that holds at
     * every change. Two rows may have one value of a deferrable key within a transaction, and the delete of one would be taken for that
     * of the other.
     */
    public List<String> key() {
        if (setting != ReplicaIdentity.FULL) {
            return columns;
        }
        return primaryKeyDeferrable ? List.of() : primaryKey;
    }
}
