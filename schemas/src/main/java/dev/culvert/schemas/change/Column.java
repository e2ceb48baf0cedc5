package dev.culvert.schemas.change;

import java.util.Optional;

/**
 * A column that is captured.
 *
 * @param name its name, case and all
 * @param type its type
 * @param nullable whether the catalog allows null; a hint only, since every value field is nullable downstream
 * @param comment its comment in the catalog
 * @param missing PostgreSQL's text of the value that rows from before the column have, whose records do not hold it; empty if
 *     that is null, or there are no such records
 */
public record Column(
        String name, ColumnType type, boolean nullable, Optional<String> comment, Optional<String> missing) {

    /** A column that every record holds, or that older rows have as null. */
    public Column(String name, ColumnType type, boolean nullable, Optional<String> comment) {
        this(name, type, nullable, comment, Optional.empty());
    }

    /** The same, with another value in the rows from before. */
    public Column withMissing(Optional<String> value) {
        return new Column(name, type, nullable, comment, value);
    }
}
