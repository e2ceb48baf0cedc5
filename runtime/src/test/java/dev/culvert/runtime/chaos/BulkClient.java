package dev.culvert.runtime.chaos;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Large transactions, which the pipeline writes in parts, with savepoints rolled back inside. */
final class BulkClient extends Client {
    private static final int ROWS = 6_000;
    private static final int KEPT = 20_000;

    private long next = 1;

    BulkClient(PostgresDatabase database, long seed) {
        super(database, "bulk", seed);
    }

    static void createTables(PostgresDatabase database) {
        database.execute("CREATE TABLE public.bulk (id bigint PRIMARY KEY, n int, payload text)");
    }

    @Override
    void connected(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT coalesce(max(id), 0) + 1 FROM public.bulk")) {
            rows.next();
            next = rows.getLong(1);
        }
        connection.commit();
    }

    @Override
    void work(Connection connection) throws SQLException {
        int rows = 1 + random().nextInt(ROWS);
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO public.bulk SELECT g, 0, 'row ' || g FROM generate_series(" + next + ", "
                    + (next + rows - 1) + ") AS g");
            statement.execute("SAVEPOINT s");
            statement.execute("DELETE FROM public.bulk WHERE id % 3 = 0");
            statement.execute("ROLLBACK TO s");
            statement.execute("UPDATE public.bulk SET n = n + 1 WHERE id >= " + next + " AND id % 2 = 0");
            statement.execute("DELETE FROM public.bulk WHERE id < " + (next - KEPT));
            if (random().nextInt(10) == 0) {
                statement.execute("TRUNCATE public.bulk");
            }
        }
        if (random().nextInt(8) == 0) {
            connection.rollback();
        } else {
            connection.commit();
        }
        next += rows;
    }

    @Override
    void rest() {
        pause(1_000, 5_000);
    }
}
