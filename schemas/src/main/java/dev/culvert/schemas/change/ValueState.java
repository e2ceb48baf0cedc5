package dev.culvert.schemas.change;

/** What an image of a row says of one column. The four are never merged into one another (I3, I4). */
public enum ValueState {
    /** There is a value, and its text. */
    VALUE,
    /** The value is SQL's null. */
    NULL,
    /** A TOASTed value that the change did not touch: it has a value, which the WAL does not hold. */
    UNCHANGED,
    /** The image does not cover this column: it is not in the replica identity. */
    ABSENT
}
