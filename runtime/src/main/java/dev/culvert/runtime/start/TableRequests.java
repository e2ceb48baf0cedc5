package dev.culvert.runtime.start;

import dev.culvert.schemas.definition.TablePattern;
import java.util.List;

/**
 * What is asked for of single tables, this time.
 *
 * @param again copy them anew: their topics begin again with a truncate
 * @param forget go on without them, though a rule still means them: they are gone, or were renamed
 */
public record TableRequests(List<TablePattern> again, List<TablePattern> forget) {
    public static final TableRequests NONE = new TableRequests(List.of(), List.of());

    public TableRequests {
        again = List.copyOf(again);
        forget = List.copyOf(forget);
    }
}
