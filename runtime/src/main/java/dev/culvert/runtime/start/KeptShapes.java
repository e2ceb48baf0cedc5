package dev.culvert.runtime.start;

import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.runtime.shape.ShapeRules;
import dev.culvert.runtime.shape.ShapeSchemas;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.position.ColumnContext;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.schemas.position.TableContext;
import dev.culvert.schemas.position.TableShape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The shapes that a run begins with. The catalog may be ahead of a position: a table that goes on begins in the position's shape, and
 * the stream brings the later one. A table that is copied begins in the catalog's.
 */
final class KeptShapes {
    /** Every table is copied. */
    static final KeptShapes NONE = new KeptShapes(Map.of());

    private final Map<TableId, TableContext> kept;

    private KeptShapes(Map<TableId, TableContext> kept) {
        this.kept = kept;
    }

    /** Those of the tables that go on from a position. */
    static KeptShapes of(PositionContext stored, TableChanges changes, ShapeRules rules) {
        return new KeptShapes(stored.tables().stream()
                .filter(table -> changes.stays(table.table()) && rules.follows().test(table.table()))
                .collect(Collectors.toMap(TableContext::table, Function.identity())));
    }

    /** The tables in the shapes that the run begins with. */
    List<SelectedTable> tables(List<SelectedTable> selected, PositionContext now, ShapeSchemas schemas) {
        return selected.stream().map(table -> table(table, now, schemas)).toList();
    }

    private SelectedTable table(SelectedTable table, PositionContext now, ShapeSchemas schemas) {
        TableContext then = kept.get(table.id());
        if (then == null || isAsNow(then.shape(), now, table)) {
            return table;
        }
        return table.withSchema(schemas.schema(table.schema(), then.shape(), 1));
    }

    private static boolean isAsNow(TableShape then, PositionContext now, SelectedTable table) {
        Optional<TableShape> present = now.tables().stream()
                .filter(each -> each.table().equals(table.id()))
                .map(TableContext::shape)
                .findFirst();
        return present.filter(then::hasColumnsOf).isPresent()
                && then.columns().stream().map(ColumnContext::missing).allMatch(Optional::isEmpty)
                && then.columns().stream().map(ColumnContext::name).toList().equals(table.columns());
    }

    /** What the run's position is valid for. */
    PositionContext context(PositionContext now, List<SelectedTable> tables) {
        return now.withTables(now.tables().stream()
                .map(table -> table.withShape(shape(table).withChoice(choice(tables, table.table()))))
                .toList());
    }

    private TableShape shape(TableContext now) {
        TableContext then = kept.get(now.table());
        return then == null ? now.shape().ofWholeRows() : then.shape();
    }

    private static String choice(List<SelectedTable> tables, TableId id) {
        return tables.stream()
                .filter(table -> table.id().equals(id))
                .map(SelectedTable::choice)
                .findFirst()
                .orElse("");
    }
}
