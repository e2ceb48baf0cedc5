package dev.culvert.sink.flink.transform;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.definition.SinkTable;
import dev.culvert.schemas.mask.ValueMasks;
import dev.culvert.sink.flink.record.Change;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How the changes of all tables arrive in one sink. For one thread. */
public final class Transforms implements AutoCloseable {
    private final SinkDefinition sink;
    private final ValueMasks masks = new ValueMasks();
    private final Map<TableId, Optional<TableTransform>> tables = new HashMap<>();

    public Transforms(SinkDefinition sink) {
        this.sink = sink;
    }

    /**
     * A change as it arrives; empty if it does not.
     *
     * @throws dev.culvert.schemas.error.CulvertException {@link dev.culvert.schemas.error.ErrorCode#SINK_TABLE} if the table has not the columns
     *     that the definition names, {@link dev.culvert.schemas.error.ErrorCode#SINK_FILTER} if a filter cannot be evaluated
     */
    public Optional<Change> apply(TableId table, Change change) {
        Optional<TableTransform> transform = of(table);
        return transform.isPresent() ? transform.get().apply(change) : Optional.of(change);
    }

    /** Makes ready for changes of these columns, so that what {@link #apply} throws after it is about the row. Throws as that does. */
    public void prepare(TableId table, Change change) {
        of(table).ifPresent(transform -> transform.prepare(change));
    }

    /** A change as it would arrive if it were wanted. */
    public Change unfiltered(TableId table, Change change) {
        return of(table).map(transform -> transform.unfiltered(change)).orElse(change);
    }

    /** What becomes of the row of a change on which the filter fails; empty if it was not there. */
    public Optional<Change> withdrawn(TableId table, Change change) {
        return of(table).flatMap(transform -> transform.withdrawn(change));
    }

    /** The name of a table in the store. */
    public TableId target(TableId table) {
        return sink.target(table);
    }

    /** Whether a table does not arrive as it is. */
    public boolean hides(TableId table) {
        return of(table).isPresent();
    }

    private Optional<TableTransform> of(TableId table) {
        Optional<TableTransform> transform = tables.get(table);
        if (transform == null) {
            transform = sink.rule(table)
                    .filter(rule -> !rule.isPlain())
                    .map(rule -> new TableTransform(rule, table, masks));
            tables.put(table, transform);
        }
        return transform;
    }

    /**
     * What can be told before the first record.
     *
     * @throws dev.culvert.schemas.error.CulvertException {@link dev.culvert.schemas.error.ErrorCode#SINK_FILTER} if a filter is no expression,
     *     {@link dev.culvert.schemas.error.ErrorCode#MASK_SALT}, {@link dev.culvert.schemas.error.ErrorCode#SECRET_MISSING}
     */
    public static void check(SinkDefinition sink) {
        ValueMasks masks = new ValueMasks();
        for (SinkTable rule : sink.tables()) {
            rule.where().ifPresent(where -> RowFilter.check(where, rule.table()));
            rule.mask().forEach(masks::of);
        }
    }

    @Override
    public void close() {
        tables.values().forEach(each -> each.ifPresent(TableTransform::close));
    }
}
