package dev.culvert.connector.mask;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.Operation;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.RowImage;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.mask.ValueMask;
import java.util.List;
import java.util.Optional;

/** The cursor over the rows of one shape with some of their values masked. For one thread. */
final class MaskedRow implements RowCursor {
    private final TableSchema table;
    private final MaskedImage before;
    private final MaskedImage after;
    private RowCursor row;

    /** @param masks of each column; for this thread */
    MaskedRow(TableSchema table, List<Optional<ValueMask>> masks) {
        this.table = table;
        this.before = new MaskedImage(masks);
        this.after = new MaskedImage(masks);
    }

    MaskedRow over(RowCursor newRow) {
        row = newRow;
        return this;
    }

    @Override
    public TableSchema table() {
        return table;
    }

    @Override
    public Operation operation() {
        return row.operation();
    }

    @Override
    public Lsn lsn() {
        return row.lsn();
    }

    @Override
    public Before beforeKind() {
        return row.beforeKind();
    }

    @Override
    public RowImage before() {
        return before.over(row.before());
    }

    @Override
    public RowImage after() {
        return after.over(row.after());
    }
}
