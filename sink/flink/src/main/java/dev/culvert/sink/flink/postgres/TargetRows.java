package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.letter.LetterBox;
import dev.culvert.sink.flink.record.Change;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All tables of a sink: their batches, and the transaction that they go into. While a batch goes into it, the next one is gathered. For one
 * thread; the session is used by a second one, and by this one after it has waited for that.
 */
final class TargetRows implements AutoCloseable {
    private final Session session;
    private final PostgresTarget target;
    private final Predicate<TableId> made;
    private final Map<TableId, Table> tables = new HashMap<>();
    private final OneAfterTheOther background = new OneAfterTheOther("culvert-sink-rows");
    /** Empty if it stops at a row that is refused. */
    private final Optional<CarefulRows> careful;

    private boolean inTransaction;
    /** What came last, if it was a truncate. */
    private Truncated truncated;

    private long bytes;

    private record Truncated(TableId table, Change.Place place) {}

    /** The batch that is gathered, and what writes it. */
    private static final class Table {
        final TableWriter writer;
        TableBatch batch = new TableBatch();

        Table(TableWriter writer) {
            this.writer = writer;
        }
    }

    /**
     * @param made whether a table of the source had one here at the last commit
     * @param letters where rows go that are refused; empty if it stops
     */
    TargetRows(Session session, PostgresTarget target, Predicate<TableId> made, Optional<LetterBox> letters) {
        this.careful = letters.map(box -> new CarefulRows(session, target, box));
        this.made = made;
        this.session = session;
        this.target = target;
        // by its keys, whatever the planner believes of tables that were never analyzed: work is by the batch, not by
        // the table
        session.update("SET enable_hashjoin = off");
        session.update("SET enable_mergejoin = off");
        // an error, and not a row that is not there, where a policy hides one
        session.update("SET row_security = off");
    }

    /** Bytes of the changes that are gathered, about. */
    long bytes() {
        return bytes;
    }

    /** @param size of its record, in bytes */
    void apply(TableId source, Change change, int size) {
        Table table = table(source);
        if (change.place().kind() == Change.Kind.TRUNCATE) {
            // the same truncate is in each partition, and they come one after the other; those of two tables that are
            // copied have one place
            Truncated now = new Truncated(source, change.place());
            if (!now.equals(truncated)) {
                empty(source, change.origin());
            }
            truncated = now;
            return;
        }
        truncated = null;
        if (change.recordKey() == null) {
            throw new CulvertException(
                    ErrorCode.SINK_TABLE,
                    "table " + source,
                    "Its records have no key, and a row of it cannot be found again in " + target.target(source) + ".",
                    Changed.NOTHING,
                    "Give it a primary key, or name columns that are unique (source.tables[].key, with REPLICA IDENTITY FULL); or leave"
                            + " it out of the sink (sinks[].tables).");
        }
        if (!table.batch.takes(change)) {
            startFlush();
        }
        add(table, change, size);
    }

    private void add(Table table, Change change, int size) {
        long before = table.batch.bytes();
        table.batch.add(change, size);
        bytes += table.batch.bytes() - before;
    }

    /** Every row of a table goes, or is marked. @param origin of the change that says so */
    void empty(TableId source, Change.Origin origin) {
        Table table = table(source);
        if (table.writer.marks()) {
            flush();
        }
        background.await();
        bytes -= table.batch.bytes();
        table.batch = new TableBatch();
        inTransaction();
        table.writer.empty(origin);
        careful.ifPresent(each -> each.emptied(table.writer));
    }

    /** A change of key whose new row has not all values (I4): the old row has them, in the batch or in the table. */
    void move(TableId source, Change from, Change to, int size) {
        truncated = null;
        Table table = table(source);
        TableBatch.Outcome old = table.batch.takes(to) ? table.batch.get(from) : null;
        if (old != null && !old.isGone() && old.kept().isEmpty()) {
            Change filled = TableBatch.withKnown(to, old);
            add(table, from, size);
            add(table, filled, size);
            return;
        }
        flush();
        inTransaction();
        Optional<Boolean> moved = careful.isPresent()
                ? careful.get().move(table.writer, from, to)
                : Optional.of(table.writer.move(from, to));
        if (moved.isEmpty()) {
            return;
        }
        if (!moved.get()) {
            add(table, to, size);
        }
        if (!from.isGone()) {
            add(table, from, size);
        }
    }

    /** Brings everything into the target's transaction. */
    void flush() {
        startFlush();
        background.await();
    }

    /** Begins to, when what was begun before is done. */
    void startFlush() {
        background.await();
        Map<TableWriter, TableBatch> all = new LinkedHashMap<>();
        for (Table table : tables.values()) {
            if (!table.batch.isEmpty()) {
                all.put(table.writer, table.batch);
                table.batch = new TableBatch();
            }
        }
        bytes = 0;
        if (!all.isEmpty()) {
            inTransaction();
            background.start(() -> write(all));
        }
    }

    private void write(Map<TableWriter, TableBatch> batches) {
        if (careful.isPresent()) {
            careful.get().flush(batches);
        } else {
            batches.forEach(TableWriter::flush);
        }
    }

    /** The tables of the source that have one here. */
    List<TableId> present() {
        return tables.entrySet().stream()
                .filter(each -> each.getValue().writer.isShaped())
                .map(Map.Entry::getKey)
                .toList();
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
                id -> new Table(new TableWriter(
                        session,
                        target.target(id),
                        TableArrival.of(id, target.rule(id)),
                        made.test(id),
                        tables.size())));
    }

    /** Gives up what is under way, and ends the session. */
    @Override
    public void close() {
        if (background.isBusy()) {
            session.abort();
        }
        background.close();
        session.close();
    }
}
