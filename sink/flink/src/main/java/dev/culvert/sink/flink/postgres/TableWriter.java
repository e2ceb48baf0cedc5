package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.copy.CopyRows;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

    private final String stage;
    private final String goneStage;
    private Columns columns;
    private List<String> key = List.of();
    private List<String> goneKey = List.of();
    private boolean typed;
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
        this.stage = "pg_temp.culvert_stage_" + number;
        this.goneStage = "pg_temp.culvert_gone_" + number;
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
    void write(Collection<TableBatch.Outcome> rows) {
        List<TableBatch.Outcome> gone = new ArrayList<>();
        List<TableBatch.Outcome> created = new ArrayList<>();
        List<TableBatch.Outcome> others = new ArrayList<>();
        for (TableBatch.Outcome each : rows) {
            (each.isGone() ? gone : each.created() && each.kept().isEmpty() ? created : others).add(each);
        }
        delete(gone);
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
        return columns != null;
    }

    /**
     * A row gets another key, and keeps what the change did not touch (I4).
     *
     * @return whether the row was there
     */
    boolean move(Change from, Change to) {
        prepareMove(from, to);
        CopyRows.write(session, "COPY " + goneStage + " FROM STDIN", rows -> key(rows, from));
        CopyRows.write(session, copyIntoStage(), rows -> row(rows, to, true));
        long moved = session.update(completeFromOld(to));
        if (moved > 0) {
            if (from.isGone()) {
                session.update(deleteGone(goneStage));
            }
            session.update(insert("true", stage) + " DO UPDATE SET " + sets());
        }
        session.update("TRUNCATE " + stage + ", " + goneStage);
        return moved > 0;
    }

    /** Makes ready for it. */
    void prepareMove(Change from, Change to) {
        shape(to.columns(), to.recordKey().names());
        goneShape(from.recordKey().names());
    }

    /** The row under its new key gets what the change did not touch. */
    private String completeFromOld(Change to) {
        String kept = to.unchanged().stream()
                .mapToObj(i -> place(i) + " = t." + column(i))
                .collect(Collectors.joining(", "));
        return "UPDATE " + stage + " AS n SET " + kept + " FROM " + target.sql() + " AS t, " + goneStage
                + " AS s WHERE " + sameGoneKey();
    }

    /** @param keys a table or a query, in SQL */
    String deleteGone(String keys) {
        return "DELETE FROM " + target.sql() + " AS t USING " + keys + " AS s WHERE " + sameGoneKey();
    }

    private void shape(Columns wanted, List<String> keyNames) {
        if (wanted.equals(columns) && keyNames.equals(key)) {
            return;
        }
        requireMade();
        target.require(wanted, keyNames, arrival.own());
        columns = wanted;
        key = keyNames;
        goneKey = List.of();
        typed = columns.list().stream().allMatch(column -> column.type().isPresent());
        String list = IntStream.range(0, columns.size())
                .mapToObj(i -> column(i) + " AS " + place(i))
                .collect(Collectors.joining(", "));
        make(stage, "''::pg_catalog.text AS kept, " + list);
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
        if (keyNames.equals(goneKey)) {
            return;
        }
        goneKey = keyNames;
        make(
                goneStage,
                IntStream.range(0, keyNames.size())
                        .mapToObj(i -> Identifier.quote(keyNames.get(i)) + " AS " + place(i))
                        .collect(Collectors.joining(", ")));
    }

    private void make(String table, String columnsOfTarget) {
        session.update("DROP TABLE IF EXISTS " + table);
        session.update("CREATE TEMPORARY TABLE " + table.substring("pg_temp.".length()) + " AS SELECT "
                + columnsOfTarget + " FROM " + target.sql() + " WITH NO DATA");
    }

    /** @return whether the table is there */
    private boolean prepareDeletes(List<String> keyNames) {
        if (columns == null && goneKey.isEmpty()) {
            if (!target.isThere()) {
                requireMade();
                return false;
            }
            target.require(keyOnly(keyNames), keyNames);
        }
        goneShape(keyNames);
        return true;
    }

    private void delete(List<TableBatch.Outcome> gone) {
        if (gone.isEmpty()) {
            return;
        }
        CopyRows.write(
                session, "COPY " + goneStage + " FROM STDIN", rows -> gone.forEach(each -> key(rows, each.change())));
        session.update(deleteGone(goneStage));
        session.update("TRUNCATE " + goneStage);
    }

    /** The other columns are not needed for a delete, if the table is there. */
    private static Columns keyOnly(List<String> names) {
        return new Columns(names.stream()
                .map(name -> new Columns.Column(name, Optional.empty(), Optional.empty()))
                .toList());
    }

    private void key(CopyRows rows, Change change) {
        keyValues(rows, change);
        rows.endRow();
    }

    /** @return how many */
    int keyValues(CopyRows rows, Change change) {
        List<String> values = change.recordKey().values();
        for (int i = 0; i < values.size(); i++) {
            boolean told = columns != null && typed;
            rows.value(told ? values.get(i) : bytesAsText(goneKey.get(i), values.get(i)));
        }
        return values.size();
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
                    "COPY " + target.sql() + " (" + all(this::column) + ") FROM STDIN",
                    rows -> created.forEach(each -> row(rows, each.change(), false)));
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
        CopyRows.write(session, copyIntoStage(), rows -> others.forEach(each -> row(rows, each.change(), true)));
        Set<Change.Absent> parts = EnumSet.noneOf(Change.Absent.class);
        others.stream()
                .filter(each -> !each.kept().isEmpty())
                .forEach(each -> parts.add(each.change().absent()));
        if (parts.isEmpty() || others.stream().anyMatch(each -> each.kept().isEmpty())) {
            upsert();
        }
        if (!parts.isEmpty()) {
            update(parts);
        }
        session.update("TRUNCATE " + stage);
    }

    private String copyIntoStage() {
        return "COPY " + stage + " FROM STDIN";
    }

    /** @param staged whether it begins with which columns stay */
    private void row(CopyRows rows, Change change, boolean staged) {
        if (staged) {
            rows.value(change.unchanged().isEmpty() ? null : flags(change));
        }
        rowValues(rows, change);
        rows.endRow();
    }

    void rowValues(CopyRows rows, Change change) {
        if (typed) {
            change.copy(rows.text());
        } else {
            String[] values = change.values();
            for (int i = 0; i < values.length; i++) {
                rows.value(bytesAsText(columns.list().get(i).name(), values[i]));
            }
        }
    }

    /** JSON has bytes in base 64, and does not tell. */
    private String bytesAsText(String column, String value) {
        return value != null && target.isBytes(column)
                ? "\\x" + HexFormat.of().formatHex(Base64.getDecoder().decode(value))
                : value;
    }

    /** What to do if the row is not there, and one digit for each column: 1 where it stays. */
    String flags(Change change) {
        StringBuilder flags = new StringBuilder(columns.size() + 1).append(letter(change.absent()));
        for (int i = 0; i < columns.size(); i++) {
            flags.append(change.unchanged().get(i) ? '1' : '0');
        }
        return flags.toString();
    }

    static char letter(Change.Absent absent) {
        return absent.name().charAt(0);
    }

    private void upsert() {
        session.update(upsert("kept IS NULL", stage));
    }

    /** @param rows a table or a query, in SQL @param which of them */
    String upsert(String which, String rows) {
        String sets = sets();
        return insert(which, rows) + (sets.isEmpty() ? " DO NOTHING" : " DO UPDATE SET " + sets);
    }

    private String sets() {
        return IntStream.range(0, columns.size())
                .filter(i -> !key.contains(columns.list().get(i).name()))
                .mapToObj(i -> column(i) + " = EXCLUDED." + column(i))
                .collect(Collectors.joining(", "));
    }

    private void update(Set<Change.Absent> parts) {
        session.update(update(stage));
        if (parts.contains(Change.Absent.INSERT)) {
            // of a row that was never here, the copy that is under way brings the rest
            session.update(insert(isLetter(Change.Absent.INSERT), stage) + " DO NOTHING");
        }
        if (parts.contains(Change.Absent.REFUSE)) {
            requireThere();
        }
    }

    /** Of rows that keep values. @param rows a table or a query, in SQL */
    String update(String rows) {
        String sets = IntStream.range(0, columns.size())
                .filter(i -> !key.contains(columns.list().get(i).name()))
                .mapToObj(i -> column(i) + " = CASE pg_catalog.substr(s.kept, " + (i + 2) + ", 1) WHEN '1' THEN t."
                        + column(i) + " ELSE s." + place(i) + " END")
                .collect(Collectors.joining(", "));
        return "UPDATE " + target.sql() + " AS t SET " + sets + " FROM " + rows + " AS s WHERE s.kept IS NOT NULL AND "
                + sameKey();
    }

    private static String isLetter(Change.Absent absent) {
        return "pg_catalog.substr(kept, 1, 1) = '" + letter(absent) + "'";
    }

    private void requireThere() {
        boolean lacks = session.one(
                "SELECT EXISTS (SELECT FROM " + stage + " AS s WHERE " + isLetter(Change.Absent.REFUSE)
                        + " AND NOT EXISTS (SELECT FROM " + target.sql() + " AS t WHERE " + sameKey() + ")) AS lacks",
                row -> row.bool("lacks"));
        if (lacks) {
            throw arrival.lacksValues();
        }
    }

    private String insert(String which, String rows) {
        return "INSERT INTO " + target.sql() + " (" + all(this::column) + ") OVERRIDING SYSTEM VALUE SELECT "
                + all(TableWriter::place)
                + " FROM " + rows + " AS s"
                + " WHERE " + which + onConflict();
    }

    private String onConflict() {
        return " ON CONFLICT (" + key.stream().map(Identifier::quote).collect(Collectors.joining(", ")) + ")";
    }

    private String sameKey() {
        return key.stream()
                .map(name -> "t." + Identifier.quote(name) + " = s." + place(columns.indexOf(name)))
                .collect(Collectors.joining(" AND "));
    }

    private String sameGoneKey() {
        return IntStream.range(0, goneKey.size())
                .mapToObj(i -> "t." + Identifier.quote(goneKey.get(i)) + " = s." + place(i))
                .collect(Collectors.joining(" AND "));
    }

    private String all(IntFunction<String> form) {
        return IntStream.range(0, columns.size()).mapToObj(form).collect(Collectors.joining(", "));
    }

    private String column(int i) {
        return Identifier.quote(columns.list().get(i).name());
    }

    private static String place(int i) {
        return "c" + i;
    }

    /** Of a row, 0 before the first. */
    int width() {
        return columns == null ? 0 : columns.size();
    }

    /** Whether rows have no columns but those of the key: then no value ever stays. */
    boolean isKeyOnly() {
        return key.size() == width();
    }

    /** Of a key that is gone, 0 before the first. */
    int goneWidth() {
        return goneKey.size();
    }

    /** Has the types of a row, in columns {@code c0} and so on. */
    String stage() {
        return stage;
    }

    /** The same of a key that is gone. */
    String goneStage() {
        return goneStage;
    }
}
