package dev.culvert.testkit.workload;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Statements by chance, of one seed: rows come, change, move and go, in transactions that are sometimes rolled back, and between
 * and inside them columns, types, keys and tables change. Values may be large, and are left alone by most updates. One connection, one
 * thread.
 */
public final class RandomChanges implements AutoCloseable {
    private static final List<String> TYPES = List.of(
            "int", "bigint", "text", "varchar(40)", "numeric(12,3)", "timestamptz", "uuid", "jsonb", "bool", "text[]");

    private static final int NAMES = 6;

    private static final Map<String, String> SHORT_NAMES = Map.of(
            "integer", "int",
            "character varying(40)", "varchar(40)",
            "timestamp with time zone", "timestamptz",
            "boolean", "bool");
    private static final String OWN_COLUMNS =
            """
            SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname ~ '^t[0-9]+$'
            ORDER BY c.relname, a.attnum""";

    /**
     * What is drawn.
     *
     * @param tables how many there are at first
     * @param shapeOneIn one statement in so many changes a shape
     * @param typesStay whether a name of a column has one type for ever, so that tables elsewhere can follow that keep their columns
     * @param varied whether tables differ from each other: a key of two columns, large values outside of the row, {@code REPLICA IDENTITY
     *     FULL}
     */
    public record Kind(int tables, int shapeOneIn, boolean typesStay, boolean varied) {
        /** Three tables, in which everything may change. */
        public static final Kind ANYTHING = new Kind(3, 25, false, false);
    }

    /** Columns of each table that is there, without its key. */
    private final Map<String, List<String>> tables = new TreeMap<>();

    private final Random random;
    private Connection connection;
    private final List<String> log = new ArrayList<>();
    private final Kind kind;
    private int numbers;
    private int statements;
    private long committed;
    private long changed;

    public RandomChanges(PostgresDatabase database, long seed) throws SQLException {
        this(database, seed, Kind.ANYTHING);
    }

    public RandomChanges(PostgresDatabase database, long seed, Kind kind) throws SQLException {
        this.random = new Random(seed);
        this.kind = kind;
        this.connection = database.connect();
        connection.setAutoCommit(false);
        for (int i = 0; i < kind.tables(); i++) {
            create();
        }
        connection.commit();
    }

    /** Names of the tables that are there. */
    public List<String> tables() {
        return List.copyOf(tables.keySet());
    }

    /** The last statements that changed a shape, for a failure's text. */
    public String history() {
        return String.join("\n", log.subList(Math.max(0, log.size() - 40), log.size()));
    }

    public int statements() {
        return statements;
    }

    /** Rows that were inserted, changed and deleted by transactions that were committed; a truncate is one. */
    public long changes() {
        return committed;
    }

    /** Statements that changed a shape, also those that were rolled back. */
    public int shapes() {
        return log.size();
    }

    /** Goes on after the server or the connection has broken, with the tables as they came out of it. */
    public void reconnect(PostgresDatabase database) throws SQLException {
        connection.close();
        connection = database.connect();
        connection.setAutoCommit(false);
        tables.clear();
        database.query(OWN_COLUMNS).forEach(row -> {
            List<String> columns = tables.computeIfAbsent(row.get(0), table -> new ArrayList<>());
            if (!row.get(1).equals("id") && !row.get(1).equals("part")) {
                columns.add(row.get(1) + " " + SHORT_NAMES.getOrDefault(row.get(2), row.get(2)));
            }
        });
    }

    /** A transaction, committed or not. */
    public void transaction() throws SQLException {
        Map<String, List<String>> before = copy();
        boolean keep = random.nextInt(8) != 0;
        int count = 1 + random.nextInt(6);
        changed = 0;
        for (int i = 0; i < count; i++) {
            if (random.nextInt(kind.shapeOneIn()) == 0) {
                shape();
            } else {
                row();
            }
        }
        if (keep) {
            connection.commit();
            committed += changed;
        } else {
            connection.rollback();
            tables.clear();
            tables.putAll(before);
        }
    }

    /** A row in each table, so that a stream tells the columns that it has: one without a value is told by the next row alone. */
    public void rowInEach() throws SQLException {
        changed = 0;
        for (String table : tables.keySet()) {
            run("INSERT INTO public." + table + " (id) VALUES (-" + ++numbers + ")");
        }
        connection.commit();
        committed += changed;
    }

    private Map<String, List<String>> copy() {
        Map<String, List<String>> copy = new TreeMap<>();
        tables.forEach((table, columns) -> copy.put(table, new ArrayList<>(columns)));
        return copy;
    }

    private void row() throws SQLException {
        String table = any();
        int id = random.nextInt(400);
        switch (random.nextInt(8)) {
            case 0, 1, 2 ->
                run("INSERT INTO public." + table + " (id) SELECT g FROM generate_series(" + id + ", "
                        + (id + random.nextInt(20)) + ") AS g ON CONFLICT DO NOTHING");
            case 3, 4 -> {
                List<String> columns = tables.get(table);
                if (!columns.isEmpty()) {
                    String column = columns.get(random.nextInt(columns.size()));
                    run("UPDATE public." + table + " SET " + name(column) + " = " + value(type(column))
                            + " WHERE id BETWEEN " + id + " AND " + (id + random.nextInt(10)));
                }
            }
            case 5 ->
                run("DELETE FROM public." + table + " WHERE id BETWEEN " + id + " AND " + (id + random.nextInt(5)));
            case 6 -> run("UPDATE public." + table + " SET id = id + 1000 * " + ++numbers + " WHERE id = " + id);
            default -> {
                if (random.nextInt(6) == 0) {
                    run("TRUNCATE public." + table);
                    changed++;
                } else {
                    long before = changed;
                    run("SAVEPOINT s");
                    run("DELETE FROM public." + table + " WHERE id = " + id);
                    boolean kept = random.nextBoolean();
                    run(kept ? "RELEASE s" : "ROLLBACK TO s");
                    changed = kept ? changed : before;
                }
            }
        }
    }

    private void shape() throws SQLException {
        String table = any();
        List<String> columns = tables.get(table);
        String alter = "ALTER TABLE public." + table + " ";
        int what = random.nextInt(12);
        if (what < 4 || columns.isEmpty()) {
            String column = free(columns) + " " + TYPES.get(random.nextInt(TYPES.size()));
            String expression = value(type(column));
            String ending = List.of("", " DEFAULT " + expression, " DEFAULT " + expression + " NOT NULL")
                    .get(random.nextInt(3));
            ddl(alter + "ADD COLUMN " + column + ending);
            columns.add(column);
            return;
        }
        int index = random.nextInt(columns.size());
        String column = columns.get(index);
        switch (what) {
            case 4, 5 -> {
                ddl(alter + "DROP COLUMN " + name(column));
                columns.remove(index);
            }
            case 6 -> {
                String renamed = free(columns);
                ddl(alter + "RENAME COLUMN " + name(column) + " TO " + renamed);
                columns.set(index, renamed + " " + type(column));
            }
            case 7 -> {
                if (kind.typesStay()) {
                    return;
                }
                ddl(alter + "ALTER COLUMN " + name(column) + " DROP DEFAULT, ALTER COLUMN " + name(column)
                        + " DROP NOT NULL, ALTER COLUMN " + name(column) + " TYPE text USING 'was ' || coalesce("
                        + name(column) + "::text, '-')");
                columns.set(index, name(column) + " text");
            }
            case 8 -> ddl(alter + "REPLICA IDENTITY " + (random.nextBoolean() ? "FULL" : "DEFAULT"));
            case 9 -> {
                ddl("DROP TABLE public." + table);
                tables.remove(table);
                create(table);
            }
            case 10 -> create();
            default -> {
                ddl(alter + "DROP COLUMN " + name(column));
                ddl(alter + "ADD COLUMN " + column + " DEFAULT " + value(type(column)));
            }
        }
    }

    /** A name that no column has; often one that a column had which went. */
    private String free(List<String> columns) {
        List<String> taken = columns.stream().map(RandomChanges::name).toList();
        String name = "c" + (kind.typesStay() ? NAMES + ++numbers : 1 + random.nextInt(NAMES));
        while (taken.contains(name)) {
            name = "c" + (NAMES + ++numbers);
        }
        return name;
    }

    private void create() throws SQLException {
        create("t" + ++numbers);
    }

    private void create(String table) throws SQLException {
        // the same for each table of a name: a key that changes its columns needs another topic
        boolean twoColumns = kind.varied() && table.hashCode() % 3 == 0;
        ddl("CREATE TABLE public." + table
                + (twoColumns
                        ? " (id bigint, part text DEFAULT 'p', note text DEFAULT 'note', PRIMARY KEY (part, id))"
                        : " (id bigint PRIMARY KEY, note text DEFAULT 'note')"));
        if (kind.varied()) {
            run("ALTER TABLE public." + table + " ALTER note SET STORAGE EXTERNAL, REPLICA IDENTITY "
                    + (random.nextBoolean() ? "FULL" : "DEFAULT"));
        }
        run("INSERT INTO public." + table + " SELECT g FROM generate_series(1, 50) AS g");
        tables.put(table, new ArrayList<>(List.of("note text")));
    }

    private String any() {
        List<String> names = tables();
        return names.get(random.nextInt(names.size()));
    }

    private static String name(String column) {
        return column.substring(0, column.indexOf(' '));
    }

    private static String type(String column) {
        return column.substring(column.indexOf(' ') + 1);
    }

    private String value(String type) {
        int n = random.nextInt(1_000_000);
        boolean now = random.nextInt(3) == 0;
        return switch (type) {
            case "int", "bigint" -> now ? "(random() * 1000)::int" : Integer.toString(n);
            case "numeric(12,3)" -> n + ".125";
            case "timestamptz" -> now ? "clock_timestamp()" : "'2026-11-21 10:00:00+00'";
            case "uuid" -> "gen_random_uuid()";
            case "jsonb" -> "'{\"n\": " + n + "}'";
            case "bool" -> n % 2 == 0 ? "true" : "false";
            case "text[]" -> "ARRAY['a " + n + "', NULL]";
            case "text" -> random.nextInt(6) == 0 ? "repeat('long " + n + "', 900)" : "'text " + n + "'";
            default -> "'v " + n + "'";
        };
    }

    private void ddl(String sql) throws SQLException {
        log.add(sql);
        run(sql);
    }

    private void run(String sql) throws SQLException {
        statements++;
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            changed += Math.max(0, statement.getUpdateCount());
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
