package dev.culvert.postgres.catalog;

import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.ColumnType;
import java.util.Optional;

/**
 * A column of a table; dropped ones are left out.
 *
 * @param number {@code attnum}
 * @param name its name
 * @param type its type
 * @param nullable whether it allows null
 * @param generated how its values come about
 * @param identity whether it is an identity column
 * @param comment its comment
 */
public record CatalogColumn(
        int number,
        String name,
        ColumnType type,
        boolean nullable,
        Generated generated,
        boolean identity,
        Optional<String> comment) {

    /** {@code attgenerated}. */
    public enum Generated {
        NO,
        STORED,
        /** Computed when read (18 and later); never in the WAL. */
        VIRTUAL;

        static Generated of(String code) {
            return switch (code) {
                case "" -> NO;
                case "s" -> STORED;
                case "v" -> VIRTUAL;
                default -> throw new IllegalArgumentException("unknown attgenerated \"" + code + "\"");
            };
        }
    }

    /** As the contract between the modules has it. */
    public Column toColumn() {
        return new Column(name, type, nullable, comment);
    }
}
