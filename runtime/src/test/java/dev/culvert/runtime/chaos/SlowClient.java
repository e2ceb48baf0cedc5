package dev.culvert.runtime.chaos;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Transactions that stay open for seconds, over whatever happens meanwhile, and write at their beginning and their end. */
final class SlowClient extends Client {
    private long next = 1;

    SlowClient(PostgresDatabase database, long seed) {
        super(database, "slow", seed);
    }

    static void createTables(PostgresDatabase database) {
        database.execute("CREATE TABLE public.slow (id bigint PRIMARY KEY, note text)");
    }

    @Override
    void connected(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT coalesce(max(id), 0) + 1 FROM public.slow")) {
            rows.next();
            next = rows.getLong(1);
        }
        connection.commit();
    }

    @Override
    void work(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO public.slow VALUES (" + next++ + ", 'early')");
            pause(100, 8_000);
            statement.execute("UPDATE public.slow SET note = 'late' WHERE id >= " + (next - 3));
            statement.execute("INSERT INTO public.slow VALUES (" + next++ + ", 'late')");
        }
        if (random().nextInt(5) == 0) {
            connection.rollback();
        } else {
            connection.commit();
        }
    }

    @Override
    void rest() {
        pause(50, 1_000);
    }
}
