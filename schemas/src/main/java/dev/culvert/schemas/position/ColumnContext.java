package dev.culvert.schemas.position;

import java.util.Optional;

/**
 * A published column as a position has it.
 *
 * @param number {@code attnum}: a column that is dropped and added again has another one
 * @param name its name
 * @param typeOid {@code pg_type.oid}
 * @param typmod {@code atttypmod}
 * @param type name of the type
 * @param missing PostgreSQL's text of the value that rows from before the column have, whose records do not hold it; empty if
 *     that is null, or there are no such records
 * @param altered the oid of the column's default, negative, or else {@code xmin} of the column's row in the catalog: another one means
 *     that something about the column was altered, its type perhaps
 */
public record ColumnContext(
        int number, String name, long typeOid, int typmod, String type, Optional<String> missing, long altered) {

    /** Whether two are the same column of the same name and type. */
    public boolean isSame(ColumnContext other) {
        return number == other.number && name.equals(other.name) && typeOid == other.typeOid && typmod == other.typmod;
    }

    /** The same, with another value in the rows from before. */
    public ColumnContext withMissing(Optional<String> value) {
        return new ColumnContext(number, name, typeOid, typmod, type, value, altered);
    }

    /** Such as {@code 3 note varchar(44)}. */
    @Override
    public String toString() {
        return number + " " + name + " " + type + (typmod < 0 ? "" : "(" + typmod + ")");
    }
}
