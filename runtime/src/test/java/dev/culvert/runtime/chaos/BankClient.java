package dev.culvert.runtime.chaos;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Transfers between accounts, whose sum never changes, and a counter of the client's own that each of them moves by one; some of
 * them prepared first (two-phase), and decided a while later, whatever happened in between.
 */
final class BankClient extends Client {
    static final int ACCOUNTS = 24;
    static final long OPENING_BALANCE = 1_000;

    private final int client;
    private final boolean prepares;
    private int prepared;

    /** @param prepares all its transfers are between accounts of its own, since their locks outlive its connection */
    BankClient(PostgresDatabase database, int client, boolean prepares, long seed) {
        super(database, "bank-" + client, seed);
        this.client = client;
        this.prepares = prepares;
    }

    static void createTables(PostgresDatabase database) {
        database.execute(
                "CREATE TABLE public.account (id int PRIMARY KEY, balance bigint NOT NULL)",
                "INSERT INTO public.account SELECT g, " + OPENING_BALANCE + " FROM generate_series(1, " + ACCOUNTS
                        + ") AS g",
                "CREATE TABLE public.counter (client int PRIMARY KEY, n bigint NOT NULL)");
    }

    @Override
    void connected(Connection connection) throws SQLException {
        decideWhatIsPrepared(connection);
        execute(connection, "INSERT INTO public.counter VALUES (" + client + ", 0) ON CONFLICT DO NOTHING");
        connection.commit();
    }

    @Override
    void work(Connection connection) throws SQLException {
        int half = ACCOUNTS / 2;
        int base = prepares ? half : 0;
        int one = 1 + base + random().nextInt(half);
        int other = 1 + base + random().nextInt(half);
        int amount = 1 + random().nextInt(50);
        // locked in one order, so that no two wait for each other
        execute(
                connection,
                "SELECT 1 FROM public.account WHERE id IN (" + one + ", " + other + ") ORDER BY id FOR UPDATE");
        execute(connection, "UPDATE public.account SET balance = balance - " + amount + " WHERE id = " + one);
        execute(connection, "UPDATE public.account SET balance = balance + " + amount + " WHERE id = " + other);
        execute(connection, "UPDATE public.counter SET n = n + 1 WHERE client = " + client);
        if (prepares) {
            execute(connection, "PREPARE TRANSACTION '" + prefix() + ++prepared + "'");
            pause(20, random().nextInt(6) == 0 ? 4_000 : 200);
            decideWhatIsPrepared(connection);
        } else if (random().nextInt(10) == 0) {
            connection.rollback();
        } else {
            connection.commit();
        }
    }

    @Override
    void rest() {
        pause(20, 120);
    }

    /** Nothing prepared stays when the traffic has ended: a new slot would wait for it. */
    private void decideWhatIsPrepared(Connection connection) throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
        for (String gid : query(connection, "SELECT gid FROM pg_prepared_xacts WHERE gid LIKE '" + prefix() + "%'")) {
            execute(connection, (random().nextInt(4) == 0 ? "ROLLBACK" : "COMMIT") + " PREPARED '" + gid + "'");
        }
        connection.setAutoCommit(false);
    }

    private String prefix() {
        return "chaos-" + client + "-";
    }

    private static List<String> query(Connection connection, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
