package dev.culvert.runtime.start;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.TablePattern;
import java.util.ArrayList;
import java.util.List;

/**
 * What is asked for of single tables, this time.
 *
 * @param again copy them anew: their topics begin again with a truncate
 * @param forget go on without them, though a rule still means them: they are gone, or were renamed
 */
public record TableRequests(List<TablePattern> again, List<TablePattern> forget) {
    private static final TablePattern EVERYTHING = TablePattern.parse("*.*").orElseThrow();

    public static final TableRequests NONE = new TableRequests(List.of(), List.of());

    /** The same, and one more table to copy anew. */
    public TableRequests again(TableId table) {
        List<TablePattern> more = new ArrayList<>(again);
        more.add(TablePattern.of(table));
        return new TableRequests(more, forget);
    }

    /** Whether all that a pipeline has is asked for anew, its slot too. */
    boolean isEverything() {
        return again.stream().anyMatch(pattern -> pattern.covers(EVERYTHING));
    }

    public TableRequests {
        again = List.copyOf(again);
        forget = List.copyOf(forget);
    }
}
