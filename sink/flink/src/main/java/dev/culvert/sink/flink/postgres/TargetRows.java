package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.record.Change;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** All tables of a sink: their batches, and the transaction that they go into. For one thread. */
final class TargetRows {
    private final Session session;
    private final PostgresTarget target;
    private final Map<TableId, Table> tables = new HashMap<>();
    private boolean inTransaction;
    private Change.Place truncated;

    private record Table(TableId id, TableBatch batch, TableWriter writer) {}

    TargetRows(Session session, PostgresTarget target) {
        this.session = session;
        this.target = target;
    }

    /** Bytes of the changes that are not in the target's transaction yet, about. */
    long bytes() {
        return tables.values().stream()
                .mapToLong(table -> table.batch().bytes())
                .sum();
    }

    void apply(TableId source, Change change) {
        Table table = table(source);
        if (change.place().kind() == Change.Kind.TRUNCATE) {
            // the same truncate is in each partition, and they come one after the other
            if (!change.place().equals(truncated)) {
                empty(source);
            }
            truncated = change.place();
            return;
        }
        truncated = null;
        if (change.key().isEmpty()) {
            throw new CulvertException(
                    ErrorCode.SINK_TABLE,
                    "table " + source,
                    "Its records have no key, and a row of it cannot be found again in " + target.target(source) + ".",
                    Changed.NOTHING,
                    "Give it a primary key, or name columns that are unique (source.tables[].key, with REPLICA IDENTITY FULL); or leave"
                            + " it out of the sink (sinks[].tables).");
        }
        if (!table.batch().takes(change)) {
            flush(table);
        }
        table.batch().add(change);
    }

    /** Every row of a table goes. */
    void empty(TableId source) {
        Table table = table(source);
        table.batch().clear();
        inTransaction();
        table.writer().empty();
    }

    /** A change of key whose new row has not all values (I4): the old row has them, in the batch or in the table. */
    void move(TableId source, Change from, Change to) {
        truncated = null;
        Table table = table(source);
        TableBatch.Outcome old = table.batch().takes(to) ? table.batch().get(from) : null;
        if (old != null && !old.isGone() && old.kept().isEmpty()) {
            TableBatch.Outcome filled = TableBatch.withKnown(new TableBatch.Outcome(to.values(), to.unchanged()), old);
            table.batch().add(from);
            table.batch().add(new Change(to.place(), to.key(), to.columns(), filled.values(), new BitSet()));
            return;
        }
        flush(table);
        inTransaction();
        if (!table.writer().move(from, to)) {
            table.batch().add(to);
        }
    }

    /** Brings everything into the target's transaction. */
    void flush() {
        tables.values().forEach(this::flush);
    }

    private void flush(Table table) {
        if (!table.batch().isEmpty()) {
            inTransaction();
            table.writer().flush(table.batch());
        }
    }

    /** Begins a transaction, if none is open. */
    void inTransaction() {
        if (!inTransaction) {
            session.update("BEGIN");
            inTransaction = true;
        }
    }

    /** The transaction is over. */
    void committed() {
        inTransaction = false;
    }

    private Table table(TableId source) {
        return tables.computeIfAbsent(
                source,
                id -> new Table(id, new TableBatch(), new TableWriter(session, target.target(id), tables.size())));
    }
}
