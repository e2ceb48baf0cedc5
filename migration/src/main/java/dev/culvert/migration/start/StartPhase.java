package dev.culvert.migration.start;

/** Where a start is. */
public enum StartPhase {
    /** Both servers are looked at. */
    CHECKING,
    /** Publication, slot and snapshot are made on the source. */
    LINKING,
    /** The target gets the schema. */
    SCHEMA,
    /** Rows are copied, and indexes built as each table ends. */
    COPYING,
    /** Foreign keys, triggers and what else stands after the rows. */
    FINISHING,
    /** The subscription takes what was changed meanwhile. */
    CATCHING_UP,
    /** Every table streams. */
    STREAMING
}
