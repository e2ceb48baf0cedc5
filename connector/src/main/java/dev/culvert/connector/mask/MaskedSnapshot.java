package dev.culvert.connector.mask;

import dev.culvert.connector.snapshot.SnapshotHandler;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;

/** Masks the rows of a snapshot before they come to its handler. */
final class MaskedSnapshot implements SnapshotHandler {
    private final Masks masks;
    private final SnapshotHandler handler;

    MaskedSnapshot(Masks masks, SnapshotHandler handler) {
        this.masks = masks;
        this.handler = handler;
    }

    @Override
    public Worker worker() {
        Worker worker = handler.worker();
        RowMasker rows = new RowMasker(masks);
        return row -> worker.row(rows.mask(row));
    }

    @Override
    public void tableStarted(TableSchema table, long estimatedRows, long estimatedBytes) {
        handler.tableStarted(masks.schema(table), estimatedRows, estimatedBytes);
    }

    @Override
    public void tableDone(TableId table, long rows) {
        handler.tableDone(table, rows);
    }
}
