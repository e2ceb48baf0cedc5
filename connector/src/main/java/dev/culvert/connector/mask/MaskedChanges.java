package dev.culvert.connector.mask;

import dev.culvert.connector.capture.ChangeHandler;
import dev.culvert.schemas.change.LogicalMessage;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.TransactionBegin;
import dev.culvert.schemas.change.TransactionCommit;
import dev.culvert.schemas.change.Truncate;

/** Masks the rows of a stream before they come to its handler. */
final class MaskedChanges implements ChangeHandler {
    private final Masks masks;
    private final RowMasker rows;
    private final ChangeHandler handler;

    MaskedChanges(Masks masks, ChangeHandler handler) {
        this.masks = masks;
        this.rows = new RowMasker(masks);
        this.handler = handler;
    }

    @Override
    public void begin(TransactionBegin begin) {
        handler.begin(begin);
    }

    @Override
    public void row(RowCursor row) {
        handler.row(rows.mask(row));
    }

    @Override
    public void truncate(Truncate truncate) {
        handler.truncate(
                new Truncate(truncate.tables().stream().map(masks::schema).toList(), truncate.lsn()));
    }

    @Override
    public void message(LogicalMessage message) {
        handler.message(message);
    }

    @Override
    public void commit(TransactionCommit commit) {
        handler.commit(commit);
    }

    @Override
    public void idle() {
        handler.idle();
    }
}
