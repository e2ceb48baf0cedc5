package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.transform.Metadata;
import dev.culvert.sink.flink.transform.RowsLacking;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;

/**
 * A table in its catalog, and what is to be committed of it: first, perhaps, that every row goes, then pieces in their order. All of it is one
 * transaction of Iceberg, in which each piece is a snapshot: its deletes count for what is before it alone. For one thread at a time.
 */
final class OpenTable {
    private final Lake lake;
    private final IcebergTarget target;
    private final TableId source;
    private final TableIdentifier name;
    private Table table;
    private boolean emptied;
    private final List<Piece> pieces = new ArrayList<>();
    private List<String> key = List.of();
    private Object columns;
    private KeyRange range;
    private final Optional<Maintenance> maintenance;

    OpenTable(Lake lake, IcebergTarget target, TableId source, Optional<Table> there) {
        this.lake = lake;
        this.target = target;
        this.source = source;
        this.name = target.target(source);
        this.table = there.orElse(null);
        this.maintenance = Maintenance.of(target.iceberg());
    }

    Optional<Table> table() {
        return Optional.ofNullable(table);
    }

    boolean isPending() {
        return emptied || !pieces.isEmpty();
    }

    /** Every row goes, and what was to be committed. */
    void empty() {
        List<String> unused = new ArrayList<>();
        pieces.forEach(piece -> {
            piece.data().forEach(file -> unused.add(file.location()));
            piece.deletes().ifPresent(file -> unused.add(file.location()));
        });
        pieces.clear();
        unused.forEach(location -> table.io().deleteFile(location));
        emptied = table != null && table.currentSnapshot() != null;
        if (range != null) {
            range.clear();
        }
    }

    /** Writes a batch as the next piece. */
    void write(RowBatch batch) {
        if (table == null && batch.columns().size() == 0) {
            return; // deletes only, of a table that was never there
        }
        shape(batch);
        BatchRows rows = new BatchRows(table, name, batch);
        Map<List<Object>, Record> present = present(batch, rows);
        Piece piece;
        try {
            piece = piece(batch, rows, present);
        } catch (BatchRows.NoRoom e) {
            rows.makeRoom(table, batch);
            piece = piece(batch, rows, present);
        }
        if (!piece.isNothing()) {
            pieces.add(piece);
        }
    }

    private Piece piece(RowBatch batch, BatchRows rows, Map<List<Object>, Record> present) {
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

    private void shape(RowBatch batch) {
        boolean anew = table == null;
        if (anew) {
            table = TableMaking.make(lake, target, source, batch.columns(), batch.keyNames());
        } else if (batch.columns().size() > 0 && batch.columns() != columns) {
            List<TableShape.Added> missing = new ArrayList<>();
            TableShape.require(table, name, batch.columns(), batch.keyNames(), missing);
            if (!missing.isEmpty()) {
                refill(batch.keyNames(), missing);
            }
        }
        if (batch.columns().size() > 0) {
            columns = batch.columns();
        }
        if (range == null || !key.equals(batch.keyNames())) {
            key = batch.keyNames();
            range = KeyRange.of(table, key);
            // pieces that are not committed are not in its statistics
            if (!pieces.isEmpty()) {
                range = KeyRange.unknown();
            }
        }
    }

    /** Everything that is there, and everything that is to come, is written again with the values that new columns have in older rows. */
    private void refill(List<String> keyNames, List<TableShape.Added> missing) {
        List<String> beside = Refill.needsBeside(table, missing);
        if (!beside.isEmpty()) {
            TableShape.addBeside(table, name, new LinkedHashSet<>(beside));
        }
        rewrite(new Refill(table, BatchRows.keySchema(table, keyNames), missing));
    }

    /** Every row stays, and says when it was deleted, if it does not yet. */
    void markAll(Change.Origin origin) {
        if (table == null) {
            return;
        }
        String column = Metadata.DELETED_AT.column().name();
        if (table.schema().findField(column) == null) {
            table.updateSchema()
                    .addColumn(column, Types.TimestampType.withZone())
                    .commit();
            table.refresh();
        }
        List<String> own = List.copyOf(table.schema().identifierFieldNames());
        rewrite(new Refill(table, BatchRows.keySchema(table, own), column, marks(origin)));
    }

    /** What rows that are marked say of the change that marks them. */
    private Map<String, Object> marks(Change.Origin origin) {
        boolean known = !origin.equals(Change.Origin.NONE);
        OffsetDateTime at = (known ? Instant.EPOCH.plus(origin.commitMicros(), ChronoUnit.MICROS) : Instant.now())
                .truncatedTo(ChronoUnit.MICROS)
                .atOffset(ZoneOffset.UTC);
        Map<String, Object> marks = new HashMap<>();
        marks.put(Metadata.DELETED_AT.column().name(), at);
        for (Metadata each : target.metadata(source)) {
            switch (each) {
                case OP -> marks.put(each.column().name(), "d");
                case COMMITTED_AT -> marks.put(each.column().name(), at);
                case LSN -> {
                    if (known) {
                        marks.put(each.column().name(), origin.lsn());
                    }
                }
                case TABLE, DELETED_AT -> {}
            }
        }
        marks.keySet().removeIf(column -> table.schema().findField(column) == null);
        return marks;
    }

    private void rewrite(Refill refill) {
        List<Piece> all = new ArrayList<>();
        if (!emptied && table.currentSnapshot() != null) {
            all.addAll(refill.committed());
            emptied = true;
        }
        pieces.forEach(piece -> all.addAll(refill.of(piece)));
        pieces.clear();
        all.stream().filter(piece -> !piece.isNothing()).forEach(pieces::add);
    }

    /** The rows that have what the batch keeps. */
    private Map<List<Object>, Record> present(RowBatch batch, BatchRows rows) {
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
                : new PresentRows(table, batch.keyNames()).find(wanted, holders, pieces, emptied);
    }

    /**
     * Commits everything, if the sink's last commit of the table is still the one that is known. The last of its snapshots alone has the mark and the
     * summary: those between are no state that the source's table had, and whoever takes the table back to one has the commit before.
     *
     * @param known the id of that commit
     */
    void commit(String known, TablePlace next, Map<String, String> summary) {
        Map<String, String> whole = new HashMap<>(summary);
        whole.put(TablePlace.SINK, target.name());
        whole.put(TablePlace.COMMIT, next.commit());
        whole.put(TablePlace.PLACE, next.json());
        Only only = new Only(known);
        try {
            Transaction transaction = table.newTransaction();
            for (int part = emptied ? -1 : 0; part < pieces.size(); part++) {
                SnapshotUpdate<?> update = part < 0 ? everyRow(transaction) : rows(transaction, pieces.get(part));
                boolean last = part == pieces.size() - 1;
                (last ? whole : Map.of(TablePlace.PART_OF, next.commit())).forEach(update::set);
                update.validateWith(only);
                update.commit();
            }
            transaction
                    .updateProperties()
                    .set(TablePlace.SINK, target.name())
                    .set(TablePlace.PLACE, next.json())
                    .remove(TableShape.TO_FILL)
                    .commit();
            transaction.commitTransaction();
        } catch (ValidationException e) {
            throw only.refused ? inBetween(e) : e;
        }
        pieces.clear();
        emptied = false;
        table.refresh();
        maintenance.ifPresent(each -> each.after(table));
    }

    private static SnapshotUpdate<?> everyRow(Transaction transaction) {
        return transaction.newDelete().deleteFromRowFilter(Expressions.alwaysTrue());
    }

    private static SnapshotUpdate<?> rows(Transaction transaction, Piece piece) {
        RowDelta delta = transaction.newRowDelta();
        piece.data().forEach(delta::addRows);
        piece.deletes().ifPresent(delta::addDeletes);
        return delta;
    }

    private CulvertException inBetween(ValidationException e) {
        return new CulvertException(
                ErrorCode.SINK_CATALOG,
                "table " + name,
                "Another commit of this sink came in between, of a run that should have ended.",
                Changed.NOTHING,
                "It goes on from what is committed. If it comes again and again, see that the sink runs once.",
                e);
    }

    /** That nobody else wrote for the sink; compactions by others are no matter. */
    private final class Only implements SnapshotAncestryValidator {
        private final String known;
        private boolean refused;

        Only(String known) {
            this.known = known;
        }

        @Override
        public boolean validate(Iterable<Snapshot> ancestors) {
            for (Snapshot snapshot : ancestors) {
                String last = snapshot.summary().get(TablePlace.COMMIT);
                if (last != null) {
                    refused = !last.equals(known);
                    return !refused;
                }
            }
            return true;
        }
    }
}
