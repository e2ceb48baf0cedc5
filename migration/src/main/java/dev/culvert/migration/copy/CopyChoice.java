package dev.culvert.migration.copy;

import dev.culvert.postgres.catalog.Relation;
import dev.culvert.schemas.change.TableId;
import java.util.List;
import java.util.Optional;

/**
 * What of a table of the source is copied and published.
 *
 * @param table one that holds rows itself
 * @param columns names, none of them of a generated column; empty means all that are not generated
 * @param filter SQL without parentheses around it; empty means every row
 */
public record CopyChoice(Relation table, Optional<List<String>> columns, Optional<String> filter) {
    public CopyChoice {
        columns = columns.map(List::copyOf);
    }

    /** All of it. */
    public static CopyChoice whole(Relation table) {
        return new CopyChoice(table, Optional.empty(), Optional.empty());
    }

    public TableId id() {
        return table.id();
    }

    boolean takes(String column) {
        return columns.map(list -> list.contains(column)).orElse(true);
    }
}
