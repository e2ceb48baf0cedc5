package dev.culvert.testkit.cutover;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** The kinds of transactions. */
final class Works {
    private Works() {}

    /** Between two accounts, in the order of their numbers. */
    static Work transfer(long seed) {
        Random random = new Random(seed);
        return (connection, tag) -> {
            int debtor = 1 + random.nextInt(CutoverTables.ACCOUNTS);
            int creditor = 1 + random.nextInt(CutoverTables.ACCOUNTS);
            long amount = random.nextInt(10);
            run(connection, "SELECT 1 FROM account WHERE id IN (?, ?) ORDER BY id FOR UPDATE", debtor, creditor);
            run(connection, "UPDATE account SET balance = balance - ? WHERE id = ?", amount, debtor);
            run(connection, "UPDATE account SET balance = balance + ? WHERE id = ?", amount, creditor);
            run(
                    connection,
                    "INSERT INTO transfer (tag, debtor, creditor, amount) VALUES (?, ?, ?, ?)",
                    tag,
                    debtor,
                    creditor,
                    amount);
        };
    }

    /** Each row with the client's own counter. */
    static Work append(String client) {
        AtomicLong counter = new AtomicLong();
        return (connection, tag) -> run(
                connection,
                "INSERT INTO ledger (tag, client, n) VALUES (?, ?, ?)",
                tag,
                client,
                counter.incrementAndGet());
    }

    /** Locks no row, as an application does that looks for work and finds none, and appends. */
    static Work lockNothing(String client) {
        Work append = append(client);
        return (connection, tag) -> {
            run(connection, "SELECT 1 FROM account WHERE id < 0 FOR UPDATE");
            append.run(connection, tag);
        };
    }

    /** By a sequence or an identity with a cache. */
    static Work insertNumbered(Attempts attempts, String table) {
        return (connection, tag) -> attempts.issued(
                table, number(connection, "INSERT INTO " + table + " (tag) VALUES (?) RETURNING id", tag));
    }

    /** The number in a transaction of its own, the row in a later one. */
    static Work numberFirst(Attempts attempts) {
        return (connection, tag) -> {
            long id = number(connection, "SELECT nextval('early')");
            attempts.issued("early", id);
            connection.commit();
            run(connection, "INSERT INTO later (id, tag) VALUES (?, ?)", id, tag);
        };
    }

    /** Makes work for autovacuum. */
    static Work churn(long seed) {
        Random random = new Random(seed);
        return (connection, tag) -> {
            run(connection, "UPDATE largest SET filler = filler WHERE id = ?", 1 + random.nextInt(2000));
            run(connection, "INSERT INTO largest_log (tag) VALUES (?)", tag);
        };
    }

    /** Holds its transaction open after the write. */
    static Work slowly(String client) {
        Work append = append(client);
        return (connection, tag) -> {
            append.run(connection, tag);
            run(connection, "SELECT pg_sleep(0.1)");
        };
    }

    static long total(Connection connection) throws SQLException {
        return number(connection, "SELECT sum(balance)::bigint FROM account");
    }

    private static long number(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = statement(connection, sql, parameters);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    static void run(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = statement(connection, sql, parameters)) {
            statement.execute();
        }
    }

    private static PreparedStatement statement(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    static void rollbackQuietly(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // a connection that cannot roll back is not used again
        }
    }
}
