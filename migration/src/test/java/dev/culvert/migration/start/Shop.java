package dev.culvert.migration.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** A database with most of what a copy must mind, and clients that write to it until they are closed. */
final class Shop implements AutoCloseable {
    static final long SEED = Long.getLong("culvert.seed", System.nanoTime());

    static final List<String> TABLES = List.of(
            "public.accounts",
            "public.ledger",
            "public.events_low",
            "public.events_high",
            "public.nokey",
            "public.scratch",
            "public.\"we\"\"ird T\"");

    private final PostgresDatabase source;
    private final List<Thread> clients = new ArrayList<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile boolean ends;

    private Shop(PostgresDatabase source) {
        this.source = source;
    }

    static void create(PostgresDatabase source, int accounts) {
        source.execute(
                "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')",
                "CREATE DOMAIN short AS varchar(40) CHECK (length(VALUE) < 41)",
                "CREATE TABLE accounts (id bigint PRIMARY KEY, balance numeric NOT NULL, m mood, s short, f float8,"
                        + " twice numeric GENERATED ALWAYS AS (balance * 2) STORED, filler text, t timestamptz, j jsonb)",
                "CREATE TABLE ledger (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account bigint NOT NULL"
                        + " REFERENCES accounts DEFERRABLE, tag text NOT NULL, n int, x xml)",
                "CREATE INDEX ledger_account ON ledger (account)",
                "CREATE TABLE events (id int, at date NOT NULL, what text, PRIMARY KEY (id)) PARTITION BY RANGE (id)",
                "CREATE TABLE events_low PARTITION OF events FOR VALUES FROM (MINVALUE) TO (1000)",
                "CREATE TABLE events_high (what text, gone int, at date NOT NULL, id int NOT NULL)",
                "ALTER TABLE events_high DROP COLUMN gone",
                "ALTER TABLE events ATTACH PARTITION events_high FOR VALUES FROM (1000) TO (MAXVALUE)",
                "CREATE TABLE nokey (a int, r regclass)",
                "ALTER TABLE nokey REPLICA IDENTITY FULL",
                "CREATE UNLOGGED TABLE scratch (a int PRIMARY KEY, b text)",
                "CREATE TABLE \"we\"\"ird T\" (\"a b\" int PRIMARY KEY, \"\"\"\" text[])",
                "CREATE TABLE empty_one (a int PRIMARY KEY)",
                "CREATE TABLE no_columns ()",
                "ALTER TABLE no_columns REPLICA IDENTITY FULL",
                "INSERT INTO no_columns DEFAULT VALUES",
                "INSERT INTO accounts (id, balance, m, s, f, filler, t, j) SELECT i, 100, 'ok', 's' || i, i / 7.0, repeat(md5(i::text), 7),"
                        + " '2026-01-01'::timestamptz + i * interval '1 s', jsonb_build_object('i', i, 'tab', E'a\\tb\\n\\\\')"
                        + " FROM generate_series(1, " + accounts + ") i",
                "INSERT INTO ledger (account, tag, n) SELECT 1 + i % " + accounts
                        + ", 'first ' || i, i FROM generate_series(1, 3000) i",
                "INSERT INTO events SELECT i, '2026-01-01', NULLIF('e' || i, 'e7') FROM generate_series(1, 2000) i",
                "INSERT INTO nokey SELECT i, 'pg_class' FROM generate_series(1, 100) i",
                "INSERT INTO scratch SELECT i, 'b' FROM generate_series(1, 100) i",
                "INSERT INTO \"we\"\"ird T\" SELECT i, ARRAY[i::text, NULL, '\"{}'] FROM generate_series(1, 100) i",
                "ANALYZE");
    }

    /** Clients that move money, append tagged rows, and change every table that is published. */
    static Shop write(PostgresDatabase source, int clients, int accounts) {
        Shop shop = new Shop(source);
        for (int i = 0; i < clients; i++) {
            int number = i;
            Thread thread = new Thread(() -> shop.client(number, accounts), "shop-client-" + i);
            thread.start();
            shop.clients.add(thread);
        }
        return shop;
    }

    long acknowledged() {
        return acknowledged.get();
    }

    private void client(int number, int accounts) {
        Random random = new Random(SEED + number);
        for (int n = 0; !ends; ) {
            try (Connection connection = source.connect()) {
                connection.setAutoCommit(false);
                for (; !ends; n++) {
                    transaction(connection, random, number + "-" + n, accounts);
                    connection.commit();
                    acknowledged.incrementAndGet();
                }
            } catch (SQLException | RuntimeException e) {
                // the server is restarted in some tests; what became of the transaction is asked of the server
                n++;
                java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
            }
        }
    }

    private static void transaction(Connection connection, Random random, String tag, int accounts)
            throws SQLException {
        int a = 1 + random.nextInt(accounts);
        run(connection, "UPDATE accounts SET balance = balance + 1, f = f + 0.1 WHERE id = " + a);
        run(connection, "INSERT INTO ledger (account, tag, n) VALUES (" + a + ", '" + tag + "', 1)");
        switch (random.nextInt(6)) {
            case 0 -> run(connection, "DELETE FROM ledger WHERE id = " + random.nextInt(3000));
            case 1 ->
                run(
                        connection,
                        "INSERT INTO events VALUES (" + (3000 + random.nextInt(1_000_000))
                                + ", now(), 'new') ON CONFLICT DO NOTHING");
            case 2 -> run(connection, "UPDATE events SET what = '" + tag + "' WHERE id = " + random.nextInt(2000));
            case 3 -> run(connection, "UPDATE nokey SET r = 'pg_type' WHERE a = " + random.nextInt(100));
            case 4 ->
                run(
                        connection,
                        "UPDATE \"we\"\"ird T\" SET \"\"\"\" = ARRAY['" + tag + "'] WHERE \"a b\" = "
                                + random.nextInt(100));
            default -> run(connection, "UPDATE accounts SET filler = filler || 'x' WHERE id = " + a);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }

    /** Every row of every table, as text, is on both sides. The clients have ended, and a token has come through. */
    static void assertSame(PostgresDatabase source, PostgresDatabase target) {
        for (String table : TABLES) {
            String rows = "SELECT t::text FROM ONLY " + table + " t ORDER BY 1";
            assertThat(target.query(rows)).as(table + ", seed " + SEED).isEqualTo(source.query(rows));
        }
        for (String table : List.of("no_columns", "empty_one")) {
            String count = "SELECT count(*) FROM " + table;
            assertThat(target.number(count)).isEqualTo(source.number(count));
        }
        assertThat(source.number("SELECT count(*) FROM accounts")).isPositive();
    }

    @Override
    public void close() {
        ends = true;
        for (Thread client : clients) {
            try {
                client.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
