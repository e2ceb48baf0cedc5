package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.RecordKey;
import dev.culvert.sink.flink.record.UnreadableException;
import dev.culvert.sink.flink.transform.RowsLacking;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final TableIdentifier name;
    private final LakeRefusals refusals;

    BatchPiece(Table table, TableIdentifier name, LakeArrival arrival, RowBatch batch, LakeRefusals refusals) {
        this.name = name;
        this.refusals = refusals;
        this.table = table;
        this.source = arrival.source();
        this.batch = batch;
        this.rows = new BatchRows(table, name, batch, TableShape.missing(table, arrival));
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
        Set<RecordKey> refused = refused();
        try (PieceWriter writer = new PieceWriter(table, rows.keySchema())) {
            KeyRange written = range.none();
            for (RowBatch.Outcome outcome : batch.rows()) {
                if (refused.isEmpty() || !refused.contains(outcome.key())) {
                    write(outcome, range, present, writer, written);
                }
            }
            Piece piece = writer.finish();
            range.include(written);
            return piece;
        }
    }

    private void write(
            RowBatch.Outcome outcome,
            KeyRange range,
            Map<List<Object>, Record> present,
            PieceWriter writer,
            KeyRange written) {
        List<Object> key = rows.key(outcome.key());
        Record row = null;
        if (!outcome.isGone()) {
            try {
                row = row(outcome, present);
            } catch (CulvertException e) {
                // what was there goes: a later change that leaves a value alone would keep one that is older than the
                // letter's
                refusals.row(source, name, outcome.change(), e);
            }
        }
        if (!outcome.isNew() && range.mayHave(key.get(0))) {
            writer.delete(rows.keyRecord(key));
        }
        if (row != null) {
            writer.row(row);
            written.add(key.get(0));
        }
    }

    /** @return null if it is not to be there */
    private Record row(RowBatch.Outcome outcome, Map<List<Object>, Record> present) {
        Record kept = outcome.kept().isEmpty()
                ? null
                : keyOf(outcome.keptOf()).map(present::get).orElse(null);
        if (!isThere(outcome, kept)) {
            return null;
        }
        try {
            return rows.row(outcome, kept);
        } catch (UnreadableException e) {
            throw new CulvertException(
                    ErrorCode.SINK_RECORD,
                    "table " + source,
                    "A row cannot be written: " + e.getMessage() + ".",
                    Changed.NOTHING,
                    "See who else writes to its topic; only Culvert's user may. Or let such rows go aside (sinks[].onError).",
                    e);
        }
    }

    /**
     * Rows whose key the table cannot hold go aside, where rows do. What they would have taken the place of stays: a change of key goes aside as a
     * whole.
     *
     * @return the keys that are not to be touched
     */
    private Set<RecordKey> refused() {
        if (!refusals.isAside()) {
            return Set.of();
        }
        Set<RecordKey> refused = new HashSet<>();
        for (RowBatch.Outcome outcome : batch.rows()) {
            try {
                rows.key(outcome.key());
            } catch (CulvertException e) {
                refused.add(outcome.key());
                boolean isMove = !outcome.kept().isEmpty() && !outcome.keptOf().equals(outcome.key());
                RowBatch.Outcome from = isMove ? batch.get(outcome.keptOf()) : null;
                if (from == null) {
                    refusals.row(source, name, outcome.change(), e);
                } else {
                    refused.add(outcome.keptOf());
                    refusals.move(source, name, from.change(), outcome.change(), e);
                }
            }
        }
        return refused;
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

    /** Of a key that the table cannot hold there is no row. */
    private Optional<List<Object>> keyOf(RecordKey of) {
        try {
            return Optional.of(rows.key(of));
        } catch (CulvertException e) {
            if (!refusals.isAside()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** The rows that have what the batch keeps. */
    private Map<List<Object>, Record> present(List<Piece> before, boolean emptied) {
        Set<List<Object>> wanted = new HashSet<>();
        Set<String> holders = new LinkedHashSet<>();
        for (RowBatch.Outcome outcome : batch.rows()) {
            if (!outcome.isGone() && !outcome.kept().isEmpty()) {
                keyOf(outcome.keptOf()).ifPresent(wanted::add);
                outcome.kept().stream().forEach(column -> holders.addAll(rows.holders(column)));
            }
        }
        return wanted.isEmpty()
                ? Map.of()
                : new PresentRows(table, batch.keyNames()).find(wanted, holders, before, emptied);
    }
}
