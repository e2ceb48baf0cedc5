package dev.culvert.migration.harness;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Keeps everybody from writing to a table, also a subscription's worker, which falls behind. Readers pass. */
final class HeldLock implements AutoCloseable {
    private final Connection connection;

    private HeldLock(Connection connection) {
        this.connection = connection;
    }

    static HeldLock take(PostgresDatabase database, String table) {
        Connection connection = database.connect();
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE " + PostgresDatabase.quote(table) + " IN SHARE MODE");
            return new HeldLock(connection);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** By another thread. */
    void releaseAfter(Duration delay) {
        CompletableFuture.runAsync(
                this::close, CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
