package dev.culvert.sink.flink.harness;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Holds a table of a store against that of the source, row by row: by the key, and each column of the source by its name. */
public final class TableEquality {
    private static final String KEY =
            """
            SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
            WHERE i.indrelid = ?::regclass AND i.indisprimary ORDER BY 1""";

    private TableEquality() {}

    /** What is not the same; empty if nothing. */
    public static List<String> differences(PostgresDatabase source, SinkStore store, String table) {
        List<String> key = source.query(KEY, "public." + PostgresDatabase.quote(table)).stream()
                .map(row -> row.get(0))
                .toList();
        List<String> differences = new ArrayList<>();
        Map<List<String>, Map<String, String>> found = new HashMap<>();
        for (Map<String, String> row : store.rows(table)) {
            if (found.put(keyOf(row, key), row) != null) {
                differences.add(table + ": twice there: " + keyOf(row, key));
            }
        }
        for (Map<String, String> wanted : PostgresStore.rows(source, table)) {
            Map<String, String> row = found.remove(keyOf(wanted, key));
            if (row == null) {
                differences.add(table + ": missing: " + keyOf(wanted, key));
            } else {
                wanted.forEach((column, value) -> {
                    if (!row.containsKey(column) || !Objects.equals(row.get(column), value)) {
                        differences.add(table + ": " + keyOf(wanted, key) + " has in " + column + " "
                                + (row.containsKey(column) ? shortened(row.get(column)) : "no such column")
                                + " instead of " + shortened(value));
                    }
                });
            }
        }
        found.keySet().forEach(left -> differences.add(table + ": too many: " + left));
        return differences;
    }

    private static List<String> keyOf(Map<String, String> row, List<String> key) {
        return key.stream().map(row::get).toList();
    }

    private static String shortened(String value) {
        return value == null || value.length() <= 60 ? value : value.substring(0, 60) + "... of " + value.length();
    }
}
