package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;

/**
 * One commit of a table: a transaction of Iceberg in which each piece is a snapshot, since deletes count for what is before them alone. The last of the
 * snapshots alone has the mark and the summary: those between are no state that the source's table had, and whoever takes the table back to one
 * has the commit before.
 */
final class TableCommit {
    private final String sink;
    private final Table table;
    private final TableIdentifier name;
    private final Only only;

    /** @param known the id of the sink's last commit of the table, which has to be that still */
    TableCommit(String sink, Table table, TableIdentifier name, String known) {
        this.sink = sink;
        this.table = table;
        this.name = name;
        this.only = new Only(known);
    }

    /**
     * @param emptied whether every row goes first
     * @param done properties that are not needed any more
     */
    void make(
            boolean emptied,
            List<Piece> pieces,
            TablePlace next,
            Map<String, String> summary,
            Collection<String> done) {
        Map<String, String> whole = new HashMap<>(summary);
        whole.put(TablePlace.SINK, sink);
        whole.put(TablePlace.COMMIT, next.commit());
        whole.put(TablePlace.PLACE, next.json());
        try {
            Transaction transaction = table.newTransaction();
            for (int part = emptied ? -1 : 0; part < pieces.size(); part++) {
                SnapshotUpdate<?> update = part < 0 ? everyRow(transaction) : rows(transaction, pieces.get(part));
                boolean last = part == pieces.size() - 1;
                (last ? whole : Map.of(TablePlace.PART_OF, next.commit())).forEach(update::set);
                update.validateWith(only);
                update.commit();
            }
            UpdateProperties properties =
                    transaction.updateProperties().set(TablePlace.SINK, sink).set(TablePlace.PLACE, next.json());
            done.forEach(properties::remove);
            properties.commit();
            transaction.commitTransaction();
        } catch (ValidationException e) {
            throw only.refused ? inBetween(e) : e;
        }
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
    private static final class Only implements SnapshotAncestryValidator {
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
