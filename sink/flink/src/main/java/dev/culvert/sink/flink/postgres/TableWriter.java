package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.copy.CopyRows;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Brings a batch into one table. Rows that are gone: COPY of their keys into a table of the session's own, and a delete by it. Rows that were
 * created within the batch: COPY into the table itself. Others: COPY into a second table of the session's, and from there an upsert, and an
 * update for those with values that stay. Works in the transaction that the session has open. For one thread at a time.
 */
final class TableWriter {
    /** Fewer are not worth a savepoint. */
    private static final int DIRECT_ROWS = 50;
    /** A copy of the table that is under way brings rows before the changes that created them: until it is over, most batches have some. */
    private static final int STAGED_FLUSHES = 20;
    /** unique_violation, feature_not_supported (COPY with row-level security) */
    private static final Set<String> NOT_DIRECT = Set.of("23505", "0A000");

    private final Session session;
    private final TargetTable target;
    private final TableArrival arrival;
    /** Whether it has rows that no record brings again. */
    private boolean made;

    private RowStage rows;
    private KeyStage gone;
    private int stagedFlushes;

    /**
     * @param made whether the table was there at the last commit
     * @param number makes the names of its staging tables
     */
    TableWriter(Session session, TableId table, TableArrival arrival, boolean made, int number) {
        this.made = made;
        this.session = session;
        this.target = new TargetTable(session, table);
        this.arrival = arrival;
        this.rows = new RowStage(target, "pg_temp.culvert_stage_" + number, new Columns(List.of()), List.of());
        this.gone = new KeyStage(target, "pg_temp.culvert_gone_" + number, List.of());
    }

    /** Applies a batch. */
    void flush(TableBatch batch) {
        if (prepare(batch)) {
            write(batch.rows());
        }
    }

    /** Makes the table, and those of the session, ready for a batch. @return false if there is nothing to do */
    boolean prepare(TableBatch batch) {
        if (batch.columns().size() > 0) {
            shape(batch.columns(), batch.keyNames());
        }
        return batch.rows().stream().noneMatch(TableBatch.Outcome::isGone) || prepareDeletes(batch.keyNames());
    }

    /** Applies rows that it was made ready for. */
    void write(Collection<TableBatch.Outcome> outcomes) {
        List<TableBatch.Outcome> deleted = new ArrayList<>();
        List<TableBatch.Outcome> created = new ArrayList<>();
        List<TableBatch.Outcome> others = new ArrayList<>();
        for (TableBatch.Outcome each : outcomes) {
            (each.isGone() ? deleted : each.created() && each.kept().isEmpty() ? created : others).add(each);
        }
        delete(deleted);
        if (!isInserted(created)) {
            others.addAll(created);
        }
        merge(others);
    }

    TableId source() {
        return arrival.source();
    }

    /** Whether rows that are deleted stay. */
    boolean marks() {
        return arrival.marks();
    }

    /** Every row goes, or is marked. Readers see them until the commit, which TRUNCATE would not let them. */
    void empty(Change.Origin origin) {
        if (target.isThere()) {
            arrival.empty(session, target, origin);
        } else {
            made = false;
        }
    }

    /** Whether it has seen its table. */
    boolean isShaped() {
        return rows.width() > 0;
    }

    /**
     * A row gets another key, and keeps what the change did not touch (I4).
     *
     * @return whether the row was there
     */
    boolean move(Change from, Change to) {
        prepareMove(from, to);
        CopyRows.write(session, gone.copyInto(), out -> key(out, from));
        CopyRows.write(session, rows.copyInto(), out -> rows.row(out, to, true));
        long moved = session.update(rows.completeFrom(gone, to));
        if (moved > 0) {
            if (from.isGone()) {
                session.update(gone.delete());
            }
            session.update(rows.upsert("true", rows.name()));
        }
        session.update("TRUNCATE " + rows.name() + ", " + gone.name());
        return moved > 0;
    }

    /** Makes ready for it. */
    void prepareMove(Change from, Change to) {
        shape(to.columns(), to.recordKey().names());
        goneShape(from.recordKey().names());
    }

    private void shape(Columns wanted, List<String> keyNames) {
        if (rows.is(wanted, keyNames)) {
            return;
        }
        requireMade();
        target.require(wanted, keyNames, arrival.own());
        rows = new RowStage(target, rows.name(), wanted, keyNames);
        gone = new KeyStage(target, gone.name(), List.of());
        make(rows.name(), rows.list());
    }

    private void requireMade() {
        if (made && !target.isThere()) {
            throw new CulvertException(
                    ErrorCode.SINK_TABLE,
                    "table " + target.sql() + " of the sink",
                    "It is gone, and with it what this sink committed.",
                    Changed.NOTHING,
                    "If it has another name now, say so (into, schema). Else let it be made again, and copy it anew:\n"
                            + "UPDATE culvert.sink_table SET made = false WHERE schema_name = "
                            + Literal.quote(arrival.source().schema()) + " AND table_name = "
                            + Literal.quote(arrival.source().name()) + ";\nculvert run FILE --resnapshot "
                            + arrival.source());
        }
    }

    /** Of the columns of the key alone. */
    private void goneShape(List<String> keyNames) {
        if (!gone.is(keyNames)) {
            gone = new KeyStage(target, gone.name(), keyNames);
            make(gone.name(), gone.list());
        }
    }

    private void make(String table, String columnsOfTarget) {
        session.update("DROP TABLE IF EXISTS " + table);
        session.update("CREATE TEMPORARY TABLE " + table.substring("pg_temp.".length()) + " AS SELECT "
                + columnsOfTarget + " FROM " + target.sql() + " WITH NO DATA");
    }

    /** @return whether the table is there */
    private boolean prepareDeletes(List<String> keyNames) {
        if (rows.width() == 0 && gone.width() == 0) {
            if (!target.isThere()) {
                requireMade();
                return false;
            }
            target.require(keyOnly(keyNames), keyNames);
        }
        goneShape(keyNames);
        return true;
    }

    private void delete(List<TableBatch.Outcome> deleted) {
        if (deleted.isEmpty()) {
            return;
        }
        CopyRows.write(session, gone.copyInto(), out -> deleted.forEach(each -> key(out, each.change())));
        session.update(gone.delete());
        session.update("TRUNCATE " + gone.name());
    }

    /** The other columns are not needed for a delete, if the table is there. */
    private static Columns keyOnly(List<String> names) {
        return new Columns(names.stream()
                .map(name -> new Columns.Column(name, Optional.empty(), Optional.empty()))
                .toList());
    }

    private void key(CopyRows out, Change change) {
        gone.values(out, change, rows);
        out.endRow();
    }

    /**
     * COPY into the table itself. It takes no row that is there; then nothing is there of this, and the rows have to go the other way.
     *
     * @return whether they are in the table
     */
    private boolean isInserted(List<TableBatch.Outcome> created) {
        if (created.size() < DIRECT_ROWS) {
            return created.isEmpty();
        }
        if (stagedFlushes > 0) {
            stagedFlushes--;
            return false;
        }
        session.update("SAVEPOINT culvert_rows");
        try {
            CopyRows.write(
                    session,
                    rows.copyIntoTarget(),
                    out -> created.forEach(each -> rows.row(out, each.change(), false)));
        } catch (CulvertException e) {
            if (!NOT_DIRECT.contains(SqlStates.of(e))) {
                throw e;
            }
            stagedFlushes = STAGED_FLUSHES;
            session.update("ROLLBACK TO SAVEPOINT culvert_rows");
            session.update("RELEASE SAVEPOINT culvert_rows");
            return false;
        }
        session.update("RELEASE SAVEPOINT culvert_rows");
        return true;
    }

    private void merge(List<TableBatch.Outcome> others) {
        if (others.isEmpty()) {
            return;
        }
        CopyRows.write(session, rows.copyInto(), out -> others.forEach(each -> rows.row(out, each.change(), true)));
        Set<Change.Absent> parts = EnumSet.noneOf(Change.Absent.class);
        others.stream()
                .filter(each -> !each.kept().isEmpty())
                .forEach(each -> parts.add(each.change().absent()));
        if (parts.isEmpty() || others.stream().anyMatch(each -> each.kept().isEmpty())) {
            session.update(rows.upsert());
        }
        if (!parts.isEmpty()) {
            update(parts);
        }
        session.update("TRUNCATE " + rows.name());
    }

    private void update(Set<Change.Absent> parts) {
        session.update(rows.update());
        if (parts.contains(Change.Absent.INSERT)) {
            session.update(rows.insertAbsent());
        }
        if (parts.contains(Change.Absent.REFUSE) && session.one(rows.lacks(), row -> row.bool("lacks"))) {
            throw arrival.lacksValues();
        }
    }

    /** The rows that it was made ready for. */
    RowStage rows() {
        return rows;
    }

    /** The same of keys of rows that go. */
    KeyStage gone() {
        return gone;
    }
}
