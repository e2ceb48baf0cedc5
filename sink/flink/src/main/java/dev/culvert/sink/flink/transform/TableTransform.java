package dev.culvert.sink.flink.transform;

import dev.culvert.postgres.copy.CopyText;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.SinkTable;
import dev.culvert.schemas.mask.ValueMasks;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import dev.culvert.sink.flink.record.RowText;
import java.util.BitSet;
import java.util.Optional;

/** How the changes of one table arrive. For one thread; rows that it gives are read by any. */
final class TableTransform implements AutoCloseable {
    private final SinkTable rule;
    private final TableId table;
    private final ValueMasks masks;
    /** Of the columns that came last. */
    private ColumnPlan plan;

    private RowFilter filter;

    TableTransform(SinkTable rule, TableId table, ValueMasks masks) {
        this.rule = rule;
        this.table = table;
        this.masks = masks;
    }

    Optional<Change> apply(Change change) {
        if (change.place().kind() == Change.Kind.TRUNCATE) {
            return Optional.of(change.known().size() == 0 ? change : truncating(change));
        }
        shape(change.known());
        Change.Key key = plan.key(change);
        if (change.place().kind() == Change.Kind.DELETE) {
            return Optional.of(deleted(change, key));
        }
        RowText row = change.row();
        if (filter != null) {
            String[] values = row.values();
            row = new RowText.Known(values);
            if (!filter.matches(values, change.unchanged())) {
                return rejected(change, key);
            }
        }
        return Optional.of(arriving(
                change, row, key, change.unchanged(), filter == null ? Change.Absent.INSERT : Change.Absent.REFUSE));
    }

    void prepare(Change change) {
        if (change.known().size() > 0) {
            shape(change.known());
        }
    }

    /** Whatever the filter says of it. */
    Change unfiltered(Change change) {
        return arriving(
                change,
                new RowText.Known(change.row().values()),
                plan.key(change),
                change.unchanged(),
                Change.Absent.REFUSE);
    }

    /** What is left in the store of a row of which nobody can say whether it fits: nothing, as of one that does not. */
    Optional<Change> withdrawn(Change change) {
        return rejected(change, plan.key(change));
    }

    private Change truncating(Change change) {
        shape(change.known());
        return change.truncating(plan.columns());
    }

    private Change arriving(Change change, RowText row, Change.Key key, BitSet unchanged, Change.Absent absent) {
        return change.as(
                key,
                plan.columns(),
                new TransformedRow(plan, row, change.place(), change.origin()),
                plan.unchanged(unchanged),
                absent);
    }

    /**
     * A row that is not wanted is not in the store any more. One that was just created, or comes with a copy, is not there: whatever state of it
     * is, comes later and says so itself.
     */
    private Optional<Change> rejected(Change change, Change.Key key) {
        boolean wasThere =
                change.place().kind() == Change.Kind.UPSERT && !change.place().isOfSnapshot();
        if (!wasThere) {
            return Optional.empty();
        }
        return Optional.of(change.gone(key, plan.columns(), null));
    }

    private Change deleted(Change change, Change.Key key) {
        if (rule.deletes() == SinkTable.Deletes.REMOVE || change.key().isEmpty()) {
            RowText old = filter == null ? change.oldRow() : null; // it may be one that was never wanted
            return change.gone(
                    key,
                    plan.columns(),
                    old == null ? null : new TransformedRow(plan, old, change.place(), change.origin()));
        }
        return change.as(
                key,
                plan.columns(),
                new RowText.Known(plan.marked(change, key)),
                plan.keptWhenMarked(change),
                Change.Absent.SKIP);
    }

    private void shape(Columns columns) {
        if (plan != null && (plan.source() == columns || plan.source().equals(columns))) {
            return;
        }
        plan = new ColumnPlan(rule, table, columns, masks);
        rule.where().ifPresent(where -> {
            close();
            filter = new RowFilter(where, table, columns);
        });
    }

    @Override
    public void close() {
        if (filter != null) {
            filter.close();
        }
    }

    /** A row that is made of the source's when it is read. */
    private record TransformedRow(ColumnPlan plan, RowText source, Change.Place place, Change.Origin origin)
            implements RowText {
        @Override
        public String[] values() {
            return plan.values(source.values(), place, origin);
        }

        @Override
        public void copy(CopyText out) {
            for (String value : values()) {
                out.value(value);
            }
        }
    }
}
