package dev.culvert.schemas.change;

/** {@code pg_class.relreplident}: which old values an UPDATE or DELETE writes into the WAL. */
public enum ReplicaIdentity {
    /** The primary key, if there is one. */
    DEFAULT,
    /** Nothing: updates and deletes of a published table fail. */
    NOTHING,
    /** Every column. */
    FULL,
    /** The columns of a unique index. */
    INDEX
}
