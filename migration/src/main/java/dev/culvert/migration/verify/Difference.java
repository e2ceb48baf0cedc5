package dev.culvert.migration.verify;

import dev.culvert.schemas.change.TableId;

/**
 * A row that is not the same on both servers.
 *
 * @param key the key's columns and the row's values of them, such as {@code id = 7}; of a table without a key how many rows
 */
public record Difference(TableId table, Kind kind, String key) {

    /** Seen from the subscriber. */
    public enum Kind {
        /** Only the publisher has it. */
        MISSING,
        /** Only the subscriber has it. */
        EXTRA,
        /** Both have it, with other values. */
        CHANGED
    }
}
