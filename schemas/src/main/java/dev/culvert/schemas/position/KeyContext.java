package dev.culvert.schemas.position;

/**
 * What holds the rows of a table apart that are keyed as the catalog says. With the whole row as the identity that is the primary key,
 * of which the stream says nothing: without it two rows of one key are one to readers.
 *
 * @param wholeRow whether the replica identity is FULL
 * @param constraint {@code pg_constraint.oid} of the primary key: another one means that it was dropped meanwhile; 0 if there is none
 *     that holds at every change
 */
public record KeyContext(boolean wholeRow, long constraint) {

    /** Whether rows may have shared a key between the two, without a word of it in the stream. */
    public boolean isBrokenBy(KeyContext later) {
        return constraint != 0 && constraint != later.constraint && (wholeRow || later.wholeRow);
    }
}
