package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.transform.RowsLacking;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;

/** Makes a batch into a piece. Used once. */
final class BatchPiece {
    private final Table table;
    private final TableId source;
    private final RowBatch batch;
    private final BatchRows rows;

    BatchPiece(Table table, TableIdentifier name, TableId source, RowBatch batch) {
        this.table = table;
        this.source = source;
        this.batch = batch;
        this.rows = new BatchRows(table, name, batch);
    }

    /**
     * @param range keys that may be there, and then those of the piece too
     * @param before pieces that are not committed
     * @param emptied whether the committed rows do not count any more
     */
    Piece write(KeyRange range, List<Piece> before, boolean emptied) {
        Map<List<Object>, Record> present = present(before, emptied);
        try {
            return piece(range, present);
        } catch (BatchRows.NoRoom e) {
            rows.makeRoom(table, batch);
            return piece(range, present);
        }
    }

    private Piece piece(KeyRange range, Map<List<Object>, Record> present) {
        try (PieceWriter writer = new PieceWriter(table, rows.keySchema())) {
            KeyRange written = range.none();
            for (RowBatch.Outcome outcome : batch.rows()) {
                List<Object> key = rows.key(outcome.key());
                if (!outcome.isNew() && range.mayHave(key.get(0))) {
                    writer.delete(rows.keyRecord(key));
                }
                if (!outcome.isGone()) {
                    Record kept = outcome.kept().isEmpty() ? null : present.get(rows.key(outcome.keptOf()));
                    if (isThere(outcome, kept)) {
                        writer.row(rows.row(outcome, kept));
                        written.add(key.get(0));
                    }
                }
            }
            Piece piece = writer.finish();
            range.include(written);
            return piece;
        }
    }

    private boolean isThere(RowBatch.Outcome outcome, Record kept) {
        if (outcome.kept().isEmpty() || kept != null) {
            return true;
        }
        if (outcome.change().absent() == Change.Absent.REFUSE) {
            throw RowsLacking.of(source);
        }
        return outcome.change().absent() == Change.Absent.INSERT;
    }

    /** The rows that have what the batch keeps. */
    private Map<List<Object>, Record> present(List<Piece> before, boolean emptied) {
        Set<List<Object>> wanted = new HashSet<>();
        Set<String> holders = new LinkedHashSet<>();
        for (RowBatch.Outcome outcome : batch.rows()) {
            if (!outcome.isGone() && !outcome.kept().isEmpty()) {
                wanted.add(rows.key(outcome.keptOf()));
                outcome.kept().stream().forEach(column -> holders.addAll(rows.holders(column)));
            }
        }
        return wanted.isEmpty()
                ? Map.of()
                : new PresentRows(table, batch.keyNames()).find(wanted, holders, before, emptied);
    }
}
