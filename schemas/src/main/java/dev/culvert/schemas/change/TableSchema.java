package dev.culvert.schemas.change;

import java.util.List;

/**
 * The shape of a table as the stream, or the snapshot's COPY, delivers it: excluded and generated columns are not in it.
 *
 * <p>Compared by identity on the hot path: an engine hands out the same instance until the shape changes, then a new one
 * with a higher {@code version}.
 *
 * @param id its name; for a partition published through its root, the root's
 * @param relationOid {@code pg_class.oid} of {@code id}
 * @param columns the captured columns in the order of the stream
 * @param key indexes into {@code columns} of the key, in the order of the identity's index; empty if there is none
 * @param identity its replica identity
 * @param version counts the shapes that this process has seen of this table, from 1
 */
public record TableSchema(
        TableId id, int relationOid, List<Column> columns, List<Integer> key, ReplicaIdentity identity, int version) {

    public TableSchema {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        for (int index : key) {
            if (index < 0 || index >= columns.size()) {
                throw new IllegalArgumentException("key of " + id + " names column " + index + " of " + columns.size());
            }
        }
    }

    /** Index of the column called {@code name}, or -1. */
    public int indexOf(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
