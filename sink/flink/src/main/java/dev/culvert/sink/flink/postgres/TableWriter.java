package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.copy.CopyRows;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import java.util.Base64;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Brings a batch into one table: COPY into a table of the session's own, then a delete, an upsert and an update, whatever of them is needed.
 * Works in the transaction that the session has open. For one thread.
 */
final class TableWriter {
    private static final String GONE = "d";
    private static final String WHOLE = "u";
    private static final String PART = "p";

    private final Session session;
    private final TargetTable target;
    private final String stage;
    private Columns columns;
    private List<String> key = List.of();

    /** @param number makes the name of its staging table */
    TableWriter(Session session, TableId table, int number) {
        this.session = session;
        this.target = new TargetTable(session, table);
        this.stage = "pg_temp.culvert_stage_" + number;
    }

    /** Applies the batch and empties it. */
    void flush(TableBatch batch) {
        if (batch.isEmpty()) {
            return;
        }
        if (batch.columns().size() > 0) {
            shape(batch.columns(), batch.keyNames());
        } else if (columns == null) {
            if (!target.isThere()) {
                batch.clear();
                return;
            }
            shape(keyOnly(batch.keyNames()), batch.keyNames());
        }
        boolean[] any = new boolean[3];
        CopyRows.write(session, "COPY " + stage + " FROM STDIN", rows -> copy(batch, rows, any));
        if (any[0]) {
            delete();
        }
        if (any[1]) {
            upsert();
        }
        if (any[2]) {
            update();
        }
        session.update("TRUNCATE " + stage);
        batch.clear();
    }

    /** Deletes only: the other columns are not needed for them, if the table is there. */
    private static Columns keyOnly(List<String> names) {
        return new Columns(names.stream()
                .map(name -> new Columns.Column(name, Optional.empty(), Optional.empty()))
                .toList());
    }

    /** Every row goes. Readers see them until the commit, which TRUNCATE would not let them. */
    void empty() {
        if (target.isThere()) {
            session.update("DELETE FROM " + target.sql());
        }
    }

    /**
     * A row gets another key, and keeps what the change did not touch (I4).
     *
     * @return whether the row was there
     */
    boolean move(Change from, Change to) {
        shape(to.columns(), to.key().orElseThrow().names());
        String sets = IntStream.range(0, columns.size())
                .filter(i -> !to.unchanged().get(i))
                .mapToObj(i -> column(i) + " = n." + place(i))
                .collect(Collectors.joining(", "));
        CopyRows.write(session, "COPY " + stage + " FROM STDIN", rows -> {
            row(rows, GONE, null, keyed(from.key().orElseThrow().values(), key));
            row(rows, WHOLE, null, to.values());
        });
        long moved = session.update("UPDATE " + target.sql() + " AS t SET " + sets + " FROM " + stage + " AS s, "
                + stage + " AS n WHERE s.op = '" + GONE + "' AND n.op = '" + WHOLE + "' AND " + sameKey());
        session.update("TRUNCATE " + stage);
        return moved > 0;
    }

    private void shape(Columns wanted, List<String> keyNames) {
        if (wanted.equals(columns) && keyNames.equals(key)) {
            return;
        }
        target.require(wanted, keyNames);
        columns = wanted;
        key = keyNames;
        String list = IntStream.range(0, columns.size())
                .mapToObj(i -> column(i) + " AS " + place(i))
                .collect(Collectors.joining(", "));
        session.update("DROP TABLE IF EXISTS " + stage);
        session.update("CREATE TEMPORARY TABLE " + stage.substring("pg_temp.".length())
                + " AS SELECT ''::pg_catalog.text AS op, ''::pg_catalog.text AS kept, " + list + " FROM " + target.sql()
                + " WITH NO DATA");
    }

    private void copy(TableBatch batch, CopyRows rows, boolean[] any) {
        for (Map.Entry<List<String>, TableBatch.Outcome> each : batch.rows().entrySet()) {
            TableBatch.Outcome outcome = each.getValue();
            if (outcome.isGone()) {
                any[0] = true;
                row(rows, GONE, null, keyed(each.getKey(), batch.keyNames()));
            } else if (outcome.kept().isEmpty()) {
                any[1] = true;
                row(rows, WHOLE, null, outcome.values());
            } else {
                any[2] = true;
                row(rows, PART, flags(outcome.kept()), outcome.values());
            }
        }
    }

    private String[] keyed(List<String> values, List<String> names) {
        String[] row = new String[columns.size()];
        for (int i = 0; i < names.size(); i++) {
            row[columns.indexOf(names.get(i))] = values.get(i);
        }
        return row;
    }

    private void row(CopyRows rows, String op, String kept, String[] values) {
        rows.value(op);
        rows.value(kept);
        for (int i = 0; i < values.length; i++) {
            rows.value(text(i, values[i]));
        }
        rows.endRow();
    }

    /** JSON has bytes in base 64, and does not tell. */
    private String text(int column, String value) {
        Columns.Column of = columns.list().get(column);
        return value != null && of.type().isEmpty() && target.isBytes(of.name())
                ? "\\x" + HexFormat.of().formatHex(Base64.getDecoder().decode(value))
                : value;
    }

    /** One digit for each column: 1 where it stays. */
    private String flags(BitSet kept) {
        StringBuilder flags = new StringBuilder(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            flags.append(kept.get(i) ? '1' : '0');
        }
        return flags.toString();
    }

    private void delete() {
        session.update("DELETE FROM " + target.sql() + " AS t USING " + stage + " AS s WHERE s.op = '" + GONE + "' AND "
                + sameKey());
    }

    private void upsert() {
        String sets = IntStream.range(0, columns.size())
                .filter(i -> !key.contains(columns.list().get(i).name()))
                .mapToObj(i -> column(i) + " = EXCLUDED." + column(i))
                .collect(Collectors.joining(", "));
        session.update(insert(WHOLE) + (sets.isEmpty() ? " DO NOTHING" : " DO UPDATE SET " + sets));
    }

    private void update() {
        String sets = IntStream.range(0, columns.size())
                .filter(i -> !key.contains(columns.list().get(i).name()))
                .mapToObj(i -> column(i) + " = CASE pg_catalog.substr(s.kept, " + (i + 1) + ", 1) WHEN '1' THEN t."
                        + column(i) + " ELSE s." + place(i) + " END")
                .collect(Collectors.joining(", "));
        session.update("UPDATE " + target.sql() + " AS t SET " + sets + " FROM " + stage + " AS s WHERE s.op = '" + PART
                + "' AND " + sameKey());
        // of a row that was never here, the copy that is under way brings the rest
        session.update(insert(PART) + " DO NOTHING");
    }

    private String insert(String op) {
        return "INSERT INTO " + target.sql() + " (" + all(this::column) + ") SELECT " + all(this::place) + " FROM "
                + stage
                + " WHERE op = '" + op + "' ON CONFLICT ("
                + key.stream().map(Identifier::quote).collect(Collectors.joining(", ")) + ")";
    }

    private String sameKey() {
        return key.stream()
                .map(name -> "t." + Identifier.quote(name) + " = s." + place(columns.indexOf(name)))
                .collect(Collectors.joining(" AND "));
    }

    private String all(IntFunction<String> form) {
        return IntStream.range(0, columns.size()).mapToObj(form).collect(Collectors.joining(", "));
    }

    private String column(int i) {
        return Identifier.quote(columns.list().get(i).name());
    }

    private String place(int i) {
        return "c" + i;
    }
}
