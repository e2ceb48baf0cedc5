package dev.culvert.testkit.topic;

import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.record.Cell;
import dev.culvert.testkit.record.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares a table of the database, read now, with the image that its topic gave. Made by {@link #of}; by default of
 * all rows and of all columns that are not generated. Immutable.
 */
public final class TableComparison {
    private final PostgresDatabase database;
    private final String schema;
    private final String table;
    private final boolean storedGenerated;
    private final Optional<List<String>> columns;
    private final Optional<String> where;

    private TableComparison(
            PostgresDatabase database,
            String schema,
            String table,
            boolean storedGenerated,
            Optional<List<String>> columns,
            Optional<String> where) {
        this.database = database;
        this.schema = schema;
        this.table = table;
        this.storedGenerated = storedGenerated;
        this.columns = columns;
        this.where = where;
    }

    public static TableComparison of(PostgresDatabase database, String schema, String table) {
        return new TableComparison(database, schema, table, false, Optional.empty(), Optional.empty());
    }

    /** The records must hold stored generated columns too, which PostgreSQL can publish from 18 on. */
    public TableComparison withStoredGenerated() {
        return new TableComparison(database, schema, table, true, columns, where);
    }

    /** The records must hold these columns and no other. */
    public TableComparison columns(String... names) {
        return new TableComparison(database, schema, table, storedGenerated, Optional.of(List.of(names)), where);
    }

    /** The records must hold the rows that this SQL expression selects and no other. */
    public TableComparison where(String filter) {
        return new TableComparison(database, schema, table, storedGenerated, columns, Optional.of(filter));
    }

    /** How the image differs from the database, in words; empty when it does not. */
    public List<String> differences(TableImage image) {
        Problems problems = new Problems();
        Map<String, ColumnKind> kinds = kinds();
        Map<Row, Row> keyed = image.rowsByKey();
        if (keyed.isEmpty()) {
            compareWithoutKeys(image.rowsWithoutKey(), kinds, problems);
        } else if (image.rowsWithoutKey().isEmpty()) {
            compareByKey(keyed, kinds, problems);
        } else {
            problems.add(schema + "." + table + " has records with and without a key");
        }
        return problems.list();
    }

    private Map<String, ColumnKind> kinds() {
        Map<String, ColumnKind> all = ColumnKinds.of(database, schema, table, storedGenerated);
        if (columns.isEmpty()) {
            return all;
        }
        Map<String, ColumnKind> chosen = new LinkedHashMap<>();
        for (String name : columns.get()) {
            if (!all.containsKey(name)) {
                throw new IllegalArgumentException(schema + "." + table + " has no column " + name);
            }
            chosen.put(name, all.get(name));
        }
        return chosen;
    }

    private void compareByKey(Map<Row, Row> image, Map<String, ColumnKind> kinds, Problems problems) {
        List<String> keyNames = image.keySet().iterator().next().names();
        Map<List<Cell>, Row> left = new HashMap<>();
        image.forEach((key, row) -> {
            if (left.put(canonical(key, keyNames, kinds), row) != null) {
                problems.add("two records' keys are the same row, " + key);
            }
        });
        List<String> names = List.copyOf(kinds.keySet());
        read(kinds, row -> {
            List<Cell> key =
                    keyNames.stream().map(name -> row.get(names.indexOf(name))).toList();
            Row sent = left.remove(key);
            if (sent == null) {
                problems.add("missing in the topic: " + keyNames + " = " + key);
            } else {
                compare(keyNames + " = " + key, row, sent, kinds, problems);
            }
        });
        left.forEach((key, row) -> problems.add("not in the database: " + keyNames + " = " + key));
    }

    private void compare(
            String where, List<Cell> expected, Row sent, Map<String, ColumnKind> kinds, Problems problems) {
        if (sent.names().size() != kinds.size() || !kinds.keySet().containsAll(sent.names())) {
            problems.add(where + ": columns " + sent.names() + " instead of " + kinds.keySet());
            return;
        }
        int i = 0;
        for (Map.Entry<String, ColumnKind> column : kinds.entrySet()) {
            Cell actual = column.getValue().canonical(sent.cell(column.getKey()).orElseThrow());
            if (!actual.equals(expected.get(i))) {
                problems.add(where + ": column " + column.getKey() + " is " + actual + " in the topic and "
                        + expected.get(i) + " in the database");
            }
            i++;
        }
    }

    private void compareWithoutKeys(List<Row> image, Map<String, ColumnKind> kinds, Problems problems) {
        List<String> names = List.copyOf(kinds.keySet());
        Map<List<Cell>, Integer> left = new HashMap<>();
        for (Row row : image) {
            if (row.names().size() != names.size() || !row.names().containsAll(names)) {
                problems.add("columns " + row.names() + " instead of " + names);
            } else {
                left.merge(canonical(row, names, kinds), 1, Integer::sum);
            }
        }
        read(kinds, row -> {
            if (left.containsKey(row)) {
                left.computeIfPresent(row, (same, count) -> count == 1 ? null : count - 1);
            } else {
                problems.add("missing in the topic: " + row);
            }
        });
        left.forEach(
                (row, count) -> problems.add("not in the database, or not so often: " + row + " " + count + " times"));
    }

    private interface RowHandler {
        void row(List<Cell> cells);
    }

    private void read(Map<String, ColumnKind> kinds, RowHandler handler) {
        List<ColumnKind> order = List.copyOf(kinds.values());
        DatabaseRows.read(database, schema, table, List.copyOf(kinds.keySet()), where, fields -> {
            List<Cell> cells = new ArrayList<>(order.size());
            for (int i = 0; i < order.size(); i++) {
                ColumnKind kind = order.get(i);
                cells.add(fields.get(i).map(kind::ofText).orElse(Cell.Null.NULL));
            }
            handler.row(cells);
        });
    }

    private static List<Cell> canonical(Row row, List<String> names, Map<String, ColumnKind> kinds) {
        return names.stream()
                .map(name -> kinds.get(name).canonical(row.cell(name).orElseThrow()))
                .toList();
    }
}
