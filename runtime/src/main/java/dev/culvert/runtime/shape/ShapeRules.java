package dev.culvert.runtime.shape;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.position.ColumnContext;
import dev.culvert.schemas.position.TableContext;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Which changes of shape are let pass.
 *
 * @param follows whether a table is followed at all; one that is still to be copied must stay as it is
 * @param expressible whether readers can be told the value of a column that older rows have
 */
public record ShapeRules(Predicate<TableId> follows, BiPredicate<TableId, ColumnContext> expressible) {
    /** None passes. */
    public static final ShapeRules STRICT = new ShapeRules(table -> false, (table, column) -> false);

    /** Why the stream cannot bring a table from one shape to another; empty if it can, or if they are the same. */
    public Optional<String> obstacle(TableContext then, TableContext now) {
        if (follows.test(now.table())) {
            return ShapeChange.obstacle(then.shape(), now.shape(), column -> expressible.test(now.table(), column));
        }
        return then.shape().hasColumnsOf(now.shape())
                ? Optional.empty()
                : Optional.of("Its published columns changed: " + then.columns() + " then, " + now.columns() + " now.");
    }
}
