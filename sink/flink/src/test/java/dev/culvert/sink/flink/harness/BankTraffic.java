package dev.culvert.sink.flink.harness;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Transactions by chance, of one seed: money moves between two tables, from one account or from all of them, so that the sum over both never
 * changes, and documents with a large value come, change, get other keys, go and come again, all at once now and then. What each leaves is
 * noted in it by the {@link Ledger}. One thread.
 */
public final class BankTraffic {
    public static final List<String> TABLES = List.of("left_accounts", "right_accounts", "docs", "bulk");
    public static final int ACCOUNTS = 40;
    public static final long SUM = 2L * ACCOUNTS * 100;

    private static final List<String> SMALL = TABLES.subList(0, 3);

    private final PostgresDatabase database;
    private final Ledger ledger;
    private final Random random;
    private final TreeSet<Integer> docs = new TreeSet<>();
    private int next = 1;
    private int transactions;

    public BankTraffic(PostgresDatabase database, long seed) {
        this.database = database;
        this.random = new Random(seed);
        database.execute(
                "CREATE TABLE public.left_accounts (id int PRIMARY KEY, balance int NOT NULL)",
                "CREATE TABLE public.right_accounts (id int PRIMARY KEY, balance int NOT NULL)",
                "INSERT INTO public.left_accounts SELECT g, 100 FROM generate_series(1, " + ACCOUNTS + ") g",
                "INSERT INTO public.right_accounts SELECT g, 100 FROM generate_series(1, " + ACCOUNTS + ") g",
                "CREATE TABLE public.docs (id int PRIMARY KEY, version int NOT NULL, body text)",
                "ALTER TABLE public.docs ALTER body SET STORAGE EXTERNAL",
                "CREATE TABLE public.bulk (id int PRIMARY KEY, n int)",
                "INSERT INTO public.bulk SELECT g, 0 FROM generate_series(1, 20) g");
        this.ledger = new Ledger(database);
        TABLES.forEach(table -> database.execute(ledger.entry(table)));
    }

    public void run(int transactions) {
        for (int i = 0; i < transactions; i++) {
            commit(transaction(), SMALL);
        }
    }

    /** One transaction with so many rows between its two halves. */
    public void large(int rows) {
        commit(
                List.of(
                        "UPDATE public.left_accounts SET balance = balance - 1",
                        "DELETE FROM public.bulk WHERE id <= 10",
                        "TRUNCATE public.bulk",
                        "INSERT INTO public.bulk SELECT g, " + random.nextInt(1_000) + " FROM generate_series(1, "
                                + rows + ") g",
                        "UPDATE public.right_accounts SET balance = balance + 1"),
                TABLES);
    }

    /** How many were committed. */
    public int transactions() {
        return transactions;
    }

    /** What each transaction left. */
    public Ledger ledger() {
        return ledger;
    }

    /** @param changed tables whose rows are not as before, perhaps */
    private void commit(List<String> statements, List<String> changed) {
        transactions++;
        List<String> all = new ArrayList<>(statements);
        changed.forEach(table -> all.add(ledger.entry(table)));
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN;" + String.join(";", all) + ";COMMIT");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> transaction() {
        List<String> sql = new ArrayList<>();
        int amount = random.nextInt(20);
        boolean all = random.nextInt(4) == 0;
        String who = all ? "true" : "abs(id) = " + account();
        sql.add("UPDATE public.left_accounts SET balance = balance - " + amount + " WHERE " + who);
        for (int i = random.nextInt(3); i > 0; i--) {
            document(sql);
        }
        sql.add("UPDATE public.right_accounts SET balance = balance + " + amount + " WHERE "
                + (all ? who : "abs(id) = " + account()));
        if (random.nextInt(10) == 0) { // an account moves to the other bank, and its key changes with it
            int id = account();
            sql.add("UPDATE public.left_accounts SET id = -id WHERE abs(id) = " + id);
        }
        return sql;
    }

    private int account() {
        return 1 + random.nextInt(ACCOUNTS);
    }

    private void document(List<String> sql) {
        int what = random.nextInt(100);
        if (docs.isEmpty() || what < 30) {
            insert(sql);
            return;
        }
        int id = List.copyOf(docs).get(random.nextInt(docs.size()));
        if (what < 60) {
            sql.add("UPDATE public.docs SET version = version + 1 WHERE id = " + id);
        } else if (what < 85) {
            sql.add("UPDATE public.docs SET id = " + next + " WHERE id = " + id);
            docs.remove(id);
            docs.add(next++);
        } else if (what < 97) {
            sql.add("DELETE FROM public.docs WHERE id = " + id);
            docs.remove(id);
        } else { // rows before and after it are in other partitions than the first of its records
            insert(sql);
            insert(sql);
            sql.add("TRUNCATE public.docs");
            docs.clear();
            insert(sql);
            insert(sql);
        }
    }

    private void insert(List<String> sql) {
        sql.add("INSERT INTO public.docs VALUES (" + next + ", 0, repeat('" + random.nextInt(1_000) + "-', 1500))");
        docs.add(next++);
    }
}
