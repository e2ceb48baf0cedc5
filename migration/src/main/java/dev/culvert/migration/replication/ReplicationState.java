package dev.culvert.migration.replication;

/** Where a replication stands. */
public enum ReplicationState {
    /** Nothing was applied yet. */
    NEW,
    /** Rows are being copied. */
    COPYING,
    /** Not every row is there, and nobody is at it: {@code apply} goes on. */
    INTERRUPTED,
    /** Somebody holds it; the source keeps WAL meanwhile. */
    PAUSED,
    /** Every table follows the source. */
    STREAMING,
    /** Something that it needs is gone for good: it has to begin anew. */
    BROKEN,
    /** A server does not tell. */
    UNKNOWN
}
