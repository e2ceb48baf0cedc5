package dev.culvert.sink.flink.harness;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** An advisory lock of a database, that triggers wait for. */
public final class HeldLock implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String WAITING = " FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";

    private final PostgresDatabase database;
    private final Connection connection;

    private HeldLock(PostgresDatabase database, Connection connection) {
        this.database = database;
        this.connection = connection;
    }

    public static HeldLock of(PostgresDatabase database, int key) {
        Connection connection = database.connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + key + ")");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new HeldLock(database, connection);
    }

    /** Until somebody waits for it. */
    public void awaitWaiting() {
        Awaitility.await().atMost(LIMIT).until(() -> !waiting().isEmpty());
    }

    private List<List<String>> waiting() {
        return database.query("SELECT pid" + WAITING);
    }

    /** Ends those that wait: they would go on when they have it, though nobody is there who asked them. */
    public void endWaiting() {
        database.execute("SELECT pg_terminate_backend(pid)" + WAITING);
        Awaitility.await().atMost(LIMIT).until(() -> waiting().isEmpty());
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
