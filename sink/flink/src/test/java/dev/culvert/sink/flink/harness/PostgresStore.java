package dev.culvert.sink.flink.harness;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A sink of the type {@code postgres}, into the schema public of a database. */
public final class PostgresStore implements SinkStore {
    private final PostgresDatabase database;

    public PostgresStore(PostgresDatabase database) {
        this.database = database;
    }

    @Override
    public String definition() {
        return "type: postgres\npostgres: {url: \"" + database.url() + "\"}";
    }

    @Override
    public List<Map<String, String>> rows(String table) {
        return rows(database, table);
    }

    /** Every row of a table of the schema public. */
    static List<Map<String, String>> rows(PostgresDatabase database, String table) {
        return rows(database, "public", table);
    }

    /** Every row of a table, as {@link SinkStore#rows}. */
    public static List<Map<String, String>> rows(PostgresDatabase database, String schema, String table) {
        String name = PostgresDatabase.quote(schema) + "." + PostgresDatabase.quote(table);
        List<String> columns = database
                .query(
                        "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0"
                                + " AND NOT attisdropped ORDER BY attnum",
                        name)
                .stream()
                .map(row -> row.get(0))
                .toList();
        List<Map<String, String>> rows = new ArrayList<>();
        if (columns.isEmpty()) {
            return rows;
        }
        String list = columns.stream().map(PostgresStore::text).collect(Collectors.joining(", "));
        for (List<String> values : database.query("SELECT " + list + " FROM " + name)) {
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < values.size(); i++) {
                row.put(columns.get(i), values.get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    /** By its output function: a cast to text would trim {@code char(n)}. */
    private static String text(String column) {
        String quoted = PostgresDatabase.quote(column);
        return "CASE WHEN " + quoted + " IS DISTINCT FROM NULL THEN format('%s', " + quoted + ") END";
    }

    public PostgresDatabase database() {
        return database;
    }

    @Override
    public void close() {
        database.close();
    }
}
