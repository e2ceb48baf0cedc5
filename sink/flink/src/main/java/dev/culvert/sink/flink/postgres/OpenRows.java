package dev.culvert.sink.flink.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import dev.culvert.sink.flink.record.RecordKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Rows that stayed as they were when a change of theirs went aside, and the columns that the letter has. A later change that leaves such a column alone
 * (I4) does not make its row true: it would keep a value that is older than the letter's. Whatever brings all of them, or takes the row, ends that.
 * Kept beside the tables, in the transaction that brings their rows. For one thread at a time.
 */
final class OpenRows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Session session;
    private final String sink;
    /** What went aside, and is not written yet: columns by key. */
    private final Map<TableId, Map<String, Set<String>>> news = new LinkedHashMap<>();

    private record Kept(String key, String columns) {}

    private record Left(TableId table, long rows) {}

    OpenRows(Session session, String sink) {
        this.session = session;
        this.sink = sink;
        if (!isThere(session)) {
            session.update(
                    """
                    CREATE TABLE IF NOT EXISTS culvert.sink_open_row (
                        sink pg_catalog.text, schema_name pg_catalog.text, table_name pg_catalog.text,
                        row_key pg_catalog.text, columns pg_catalog.text NOT NULL,
                        PRIMARY KEY (sink, schema_name, table_name, row_key))""");
        }
    }

    private static boolean isThere(Session session) {
        return session.one(
                "SELECT pg_catalog.to_regclass('culvert.sink_open_row') IS NOT NULL AS there",
                row -> row.bool("there"));
    }

    /**
     * That there are none, where no letter is written: a change that leaves a value alone could only keep the older one.
     *
     * @throws CulvertException {@link ErrorCode#SINK_TABLE} if there are
     */
    static void requireNone(Session session, String sink) {
        if (!isThere(session)) {
            return;
        }
        session.optional(
                        "SELECT schema_name, table_name, pg_catalog.count(*) AS rows FROM culvert.sink_open_row"
                                + " WHERE sink = ? GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 1",
                        row -> new Left(
                                new TableId(row.text("schema_name"), row.text("table_name")), row.number("rows")),
                        sink)
                .ifPresent(left -> {
                    throw new CulvertException(
                            ErrorCode.SINK_TABLE,
                            "table " + left.table() + " in the sink " + sink,
                            left.rows() + " of its rows are as they were before a dead letter (culvert.sink_open_row),"
                                    + " and the definition does not write letters any more.",
                            Changed.NOTHING,
                            "Apply the letters, and then DELETE FROM culvert.sink_open_row WHERE sink = "
                                    + Literal.quote(sink) + "; or copy the table anew with onError: dead-letter:"
                                    + " culvert run FILE --resnapshot " + left.table());
                });
    }

    /**
     * Of what is to be applied, what keeps a value that a letter has. All others end what was known of their rows; one of them that goes aside after
     * all begins it again.
     */
    Set<TableBatch.Outcome> lacking(TableId table, Collection<TableBatch.Outcome> rows) {
        if (isNone(table)) {
            return Set.of();
        }
        List<String> keys =
                rows.stream().map(row -> text(row.change().recordKey())).toList();
        Map<String, Set<String>> open = of(table, keys);
        Set<TableBatch.Outcome> lacking = new HashSet<>();
        for (TableBatch.Outcome row : rows) {
            Set<String> columns = open.get(text(row.change().recordKey()));
            if (columns != null && keeps(row.change(), columns)) {
                lacking.add(row);
                open.remove(text(row.change().recordKey()));
            }
        }
        close(table, open.keySet());
        return lacking;
    }

    /** Whether a change of key keeps a value that a letter has. If not, nothing is known of either row any more. */
    boolean lacks(TableId table, Change from, Change to) {
        if (isNone(table)) {
            return false;
        }
        List<String> keys = List.of(text(from.recordKey()), text(to.recordKey()));
        Set<String> columns = of(table, keys).get(keys.get(0));
        if (columns != null && keeps(to, columns)) {
            return true;
        }
        close(table, keys);
        return false;
    }

    private static boolean keeps(Change change, Set<String> columns) {
        return change.absent() == Change.Absent.REFUSE
                && change.unchanged().stream()
                        .anyMatch(i ->
                                columns.contains(change.columns().list().get(i).name()));
    }

    /** A change goes aside, and its row stays as it is. */
    void add(TableId table, Change change) {
        if (change.isGone()) {
            return; // whoever makes the row again, brings all of it
        }
        List<Columns.Column> columns = change.columns().list();
        Set<String> brought = new TreeSet<>();
        IntStream.range(0, columns.size())
                .filter(i -> !change.unchanged().get(i))
                .forEach(i -> brought.add(columns.get(i).name()));
        news.computeIfAbsent(table, id -> new LinkedHashMap<>())
                .merge(text(change.recordKey()), brought, OpenRows::both);
    }

    private static Set<String> both(Set<String> one, Set<String> other) {
        Set<String> all = new TreeSet<>(one);
        all.addAll(other);
        return all;
    }

    /** Writes what was added, in the transaction that is open. */
    void write() {
        news.forEach((table, rows) -> {
            of(table, rows.keySet()).forEach((key, columns) -> rows.merge(key, columns, OpenRows::both));
            session.update(
                    """
                    INSERT INTO culvert.sink_open_row (sink, schema_name, table_name, row_key, columns)
                    SELECT ?, ?, ?, n.row_key, n.columns
                    FROM ROWS FROM (pg_catalog.unnest(?::pg_catalog.text[]), pg_catalog.unnest(?::pg_catalog.text[]))
                        AS n (row_key, columns)
                    ON CONFLICT (sink, schema_name, table_name, row_key) DO UPDATE SET columns = EXCLUDED.columns""",
                    sink,
                    table.schema(),
                    table.name(),
                    List.copyOf(rows.keySet()),
                    rows.values().stream().map(OpenRows::json).toList());
        });
        news.clear();
    }

    /** All rows of a table are gone. */
    void close(TableId table) {
        session.update(
                "DELETE FROM culvert.sink_open_row WHERE sink = ? AND schema_name = ? AND table_name = ?",
                sink,
                table.schema(),
                table.name());
    }

    private void close(TableId table, Collection<String> keys) {
        session.update(
                "DELETE FROM culvert.sink_open_row WHERE sink = ? AND schema_name = ? AND table_name = ?"
                        + " AND row_key = ANY (?::pg_catalog.text[])",
                sink,
                table.schema(),
                table.name(),
                List.copyOf(keys));
    }

    private boolean isNone(TableId table) {
        return session.one(
                "SELECT NOT EXISTS (SELECT FROM culvert.sink_open_row"
                        + " WHERE sink = ? AND schema_name = ? AND table_name = ?) AS none",
                row -> row.bool("none"),
                sink,
                table.schema(),
                table.name());
    }

    private Map<String, Set<String>> of(TableId table, Collection<String> keys) {
        Map<String, Set<String>> open = new HashMap<>();
        session.list(
                        "SELECT row_key, columns FROM culvert.sink_open_row"
                                + " WHERE sink = ? AND schema_name = ? AND table_name = ?"
                                + " AND row_key = ANY (?::pg_catalog.text[])",
                        row -> new Kept(row.text("row_key"), row.text("columns")),
                        sink,
                        table.schema(),
                        table.name(),
                        List.copyOf(keys))
                .forEach(each -> open.put(each.key(), columns(each.columns())));
        return open;
    }

    private static String text(RecordKey key) {
        return json(new ArrayList<>(key.values()));
    }

    private static String json(Collection<String> texts) {
        try {
            return JSON.writeValueAsString(texts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // a list of texts can always be written
        }
    }

    private static Set<String> columns(String json) {
        try {
            return JSON.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("culvert.sink_open_row has no list of columns: " + json, e);
        }
    }
}
