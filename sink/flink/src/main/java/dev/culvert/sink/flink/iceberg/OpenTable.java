package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import dev.culvert.sink.flink.transform.Metadata;
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
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;

/**
 * A table in its catalog, and what is to be committed of it: first, perhaps, that every row goes, then pieces in their order. See
 * {@link TableCommit}. For one thread at a time.
 */
final class OpenTable {
    private final Lake lake;
    private final IcebergTarget target;
    private final TableIdentifier name;
    private Table table;
    private boolean emptied;
    private final List<Piece> pieces = new ArrayList<>();
    private List<String> key = List.of();
    /** Of what each table of the source brought last. */
    private final Map<TableId, Columns> columns = new HashMap<>();
    /** Properties of the table that what is to be committed makes needless. */
    private final Set<String> filled = new HashSet<>();

    private KeyRange range;
    private final Optional<Maintenance> maintenance;

    OpenTable(Lake lake, IcebergTarget target, TableIdentifier name, Optional<Table> there) {
        this.lake = lake;
        this.target = target;
        this.name = name;
        this.table = there.orElse(null);
        this.maintenance = Maintenance.of(target.iceberg());
    }

    TableIdentifier name() {
        return name;
    }

    boolean isPending() {
        return emptied || !pieces.isEmpty();
    }

    /** Every row of a table of the source goes, and what was to be committed of it. */
    void empty(LakeArrival arrival) {
        if (arrival.isShared()) {
            emptyOf(arrival);
            return;
        }
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

    /** Of a table that several share: one delete, which counts for what is before it. */
    private void emptyOf(LakeArrival arrival) {
        if (table == null || table.currentSnapshot() == null && pieces.isEmpty()) {
            return;
        }
        TableShape.requireKey(table.schema(), name, List.of(LakeArrival.OWNER));
        Record owner = GenericRecord.create(BatchRows.keySchema(table, List.of(LakeArrival.OWNER)));
        owner.setField(LakeArrival.OWNER, arrival.owner());
        try (PieceWriter writer = new PieceWriter(table, BatchRows.keySchema(table, List.of(LakeArrival.OWNER)))) {
            writer.delete(owner);
            pieces.add(writer.finish());
        }
    }

    /** Writes a batch as the next piece. */
    void write(LakeArrival arrival, RowBatch batch, LakeRefusals refusals) {
        if (table == null && batch.columns().size() == 0) {
            return; // deletes only, of a table that was never there
        }
        shape(arrival, batch);
        Piece piece = new BatchPiece(table, name, arrival, batch, refusals).write(range, pieces, emptied);
        if (!piece.isNothing()) {
            pieces.add(piece);
        }
    }

    private void shape(LakeArrival arrival, RowBatch batch) {
        TableId source = arrival.source();
        if (table == null) {
            table = TableMaking.make(lake, target, source, batch.columns(), batch.keyNames());
        }
        if (batch.columns().size() > 0 && batch.columns() != columns.get(source)) {
            List<TableShape.Added> missing =
                    new TableShape(table, name, arrival).require(batch.columns(), batch.keyNames());
            if (!missing.isEmpty()) {
                refill(arrival, batch.keyNames(), missing);
                filled.add(TableShape.toFill(arrival));
            }
            columns.put(source, batch.columns());
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
    private void refill(LakeArrival arrival, List<String> keyNames, List<TableShape.Added> missing) {
        TableShape.addBeside(table, name, new LinkedHashSet<>(Refill.needsBeside(table, missing)));
        rewrite(new Refill(table, BatchRows.keySchema(table, keyNames), arrival::owns, missing));
    }

    /** Every row of a table of the source stays, and says when it was deleted, if it does not yet. */
    void markAll(LakeArrival arrival, Change.Origin origin) {
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
        rewrite(new Refill(
                table,
                BatchRows.keySchema(table, own),
                row -> arrival.owns(row) && row.getField(column) == null,
                marks(arrival, origin)));
    }

    /** What rows that are marked say of the change that marks them. */
    private Map<String, Object> marks(LakeArrival arrival, Change.Origin origin) {
        boolean known = !origin.equals(Change.Origin.NONE);
        OffsetDateTime at = (known ? Instant.EPOCH.plus(origin.commitMicros(), ChronoUnit.MICROS) : Instant.now())
                .truncatedTo(ChronoUnit.MICROS)
                .atOffset(ZoneOffset.UTC);
        Map<String, Object> marks = new HashMap<>();
        marks.put(Metadata.DELETED_AT.column().name(), at);
        for (Metadata each : arrival.metadata()) {
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

    /** Commits everything, if the sink's last commit of the table is still the one that is known. @param known the id of that commit */
    void commit(String known, TablePlace next, Map<String, String> summary) {
        new TableCommit(target.name(), table, name, known).make(emptied, pieces, next, summary, filled);
        pieces.clear();
        filled.clear();
        emptied = false;
        table.refresh();
        maintenance.ifPresent(each -> each.after(table));
    }
}
