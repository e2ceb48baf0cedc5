package dev.culvert.connector.difference;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;

/**
 * Transactions by chance, on tables of every replica identity: sessions that interleave, savepoints that are rolled back, prepared
 * transactions, TOASTed values that are touched and not, keys that move, rows that go from one partition to another, TRUNCATE, messages,
 * and columns that come, go and are retyped inside a transaction.
 */
final class RandomWorkload {
    static final List<String> TABLES = List.of("d", "x", "f", "p");

    /** Makes the tables, and the publication of them. */
    static final String[] SETUP = {
        "CREATE TABLE d (id int PRIMARY KEY, v text, n numeric)",
        "CREATE TABLE x (pk int PRIMARY KEY, id int NOT NULL, k text NOT NULL, v text, n numeric)",
        "CREATE UNIQUE INDEX x_identity ON x (k, id)",
        "ALTER TABLE x REPLICA IDENTITY USING INDEX x_identity",
        "CREATE TABLE f (id int, v text, n numeric)",
        "ALTER TABLE f REPLICA IDENTITY FULL",
        "CREATE TABLE p (id int, r int, v text, n numeric, PRIMARY KEY (r, id)) PARTITION BY LIST (r)",
        "CREATE TABLE p0 PARTITION OF p FOR VALUES IN (0)",
        // its columns stand in another order
        "CREATE TABLE p1 (n numeric, v text, r int NOT NULL, id int NOT NULL)",
        "ALTER TABLE p ATTACH PARTITION p1 FOR VALUES IN (1)",
        "ALTER TABLE d ALTER v SET STORAGE EXTERNAL",
        "ALTER TABLE x ALTER v SET STORAGE EXTERNAL",
        "ALTER TABLE f ALTER v SET STORAGE EXTERNAL",
        "ALTER TABLE p0 ALTER v SET STORAGE EXTERNAL",
        "ALTER TABLE p1 ALTER v SET STORAGE EXTERNAL",
        "CREATE PUBLICATION captured FOR TABLE d, x, f, p WITH (publish_via_partition_root = true)",
    };

    private final PostgresDatabase database;
    private final Random random;
    private int ids;
    private int columns;
    private int prepared;

    RandomWorkload(PostgresDatabase database, long seed) {
        this.database = database;
        this.random = new Random(seed);
    }

    void run(int rounds) throws SQLException {
        try (Connection a = database.connect();
                Connection b = database.connect()) {
            for (int round = 0; round < rounds; round++) {
                switch (random.nextInt(5)) {
                    case 0 -> alone(a);
                    case 1 -> prepared(a, b);
                    default -> interleaved(a, b);
                }
            }
        }
    }

    /** What would wait for other sessions: DDL and TRUNCATE, in the middle of a transaction with rows. */
    private void alone(Connection a) throws SQLException {
        a.setAutoCommit(false);
        rows(a, 3);
        for (int i = random.nextInt(3); i >= 0; i--) {
            String table = table();
            switch (random.nextInt(4)) {
                case 0 -> run(a, "TRUNCATE " + table + (random.nextBoolean() ? ", d" : ""));
                case 1 -> run(a, "ALTER TABLE " + table + " ADD c" + ++columns + " " + pick("int", "text", "bool"));
                case 2 ->
                    run(
                            a,
                            "ALTER TABLE " + table + " ADD c" + ++columns + " int DEFAULT 7",
                            "ALTER TABLE " + table + " DROP COLUMN c" + columns);
                default ->
                    run(a, "ALTER TABLE " + table + " ALTER n TYPE " + pick("numeric", "numeric(30,3)", "float8"));
            }
            rows(a, 2);
        }
        end(a);
        a.setAutoCommit(true);
    }

    private void prepared(Connection a, Connection b) throws SQLException {
        a.setAutoCommit(false);
        rows(a, 3);
        String name = "p" + ++prepared;
        run(a, "PREPARE TRANSACTION '" + name + "'");
        a.setAutoCommit(true);
        insert(b, "d");
        run(b, (random.nextBoolean() ? "COMMIT" : "ROLLBACK") + " PREPARED '" + name + "'");
    }

    /** Only inserts, and changes of rows of its own: neither waits for the other. */
    private void interleaved(Connection a, Connection b) throws SQLException {
        a.setAutoCommit(false);
        b.setAutoCommit(false);
        for (int i = random.nextInt(12); i >= 0; i--) {
            rows(random.nextBoolean() ? a : b, 1 + random.nextInt(2));
        }
        end(random.nextBoolean() ? a : b);
        end(a);
        end(b);
        a.setAutoCommit(true);
        b.setAutoCommit(true);
    }

    private void end(Connection session) throws SQLException {
        if (random.nextInt(5) == 0) {
            session.rollback();
        } else {
            session.commit();
        }
    }

    private void rows(Connection session, int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            boolean savepoint = random.nextInt(4) == 0;
            if (savepoint) {
                run(session, "SAVEPOINT s");
            }
            change(session);
            if (savepoint) {
                run(session, random.nextBoolean() ? "ROLLBACK TO s" : "RELEASE s");
            }
        }
    }

    private void change(Connection session) throws SQLException {
        String table = table();
        int id = insert(session, table);
        for (int i = random.nextInt(3); i > 0; i--) {
            String change =
                    switch (random.nextInt(7)) {
                        case 0 -> "UPDATE %s SET n = NULL WHERE id = %d";
                        case 1 -> "UPDATE %s SET v = 'short' WHERE id = %d";
                        case 2 -> "UPDATE %s SET v = repeat('w', 9000) WHERE id = %d";
                        case 3 ->
                            table.equals("p")
                                    ? "UPDATE %s SET r = 1 - r WHERE id = %d"
                                    : "UPDATE %s SET n = 3 WHERE id = %d";
                        case 4 ->
                            table.equals("x")
                                    ? "UPDATE %s SET k = k || 'n' WHERE id = %d"
                                    : "UPDATE %s SET n = n + 1 WHERE id = %d";
                        case 5 -> "DELETE FROM %s WHERE id = %d";
                        default ->
                            "SELECT pg_catalog.pg_logical_emit_message(" + random.nextBoolean() + ", '%s', 'of %d')";
                    };
            run(session, change.formatted(table, id));
        }
        if (random.nextInt(4) == 0) {
            int moved = ++ids;
            run(session, "UPDATE " + table + " SET id = " + moved + " WHERE id = " + id);
        }
    }

    private int insert(Connection session, String table) throws SQLException {
        int id = ++ids;
        String value = pick("NULL", "''", "'a'", "repeat('x', 9000)", "'türkçe'");
        String columnList = table.equals("x") ? "pk, id, k, v, n" : table.equals("p") ? "id, r, v, n" : "id, v, n";
        String keys = table.equals("x")
                ? id + ", " + id + ", 'k" + id + "'"
                : table.equals("p") ? id + ", " + id % 2 : "" + id;
        run(
                session,
                "INSERT INTO " + table + " (" + columnList + ") VALUES (" + keys + ", " + value + ", "
                        + pick("NULL", "0", "-1.50", "12345678901234567890") + ")");
        return id;
    }

    private String table() {
        return TABLES.get(random.nextInt(TABLES.size()));
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static void run(Connection session, String... statements) throws SQLException {
        try (Statement statement = session.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
