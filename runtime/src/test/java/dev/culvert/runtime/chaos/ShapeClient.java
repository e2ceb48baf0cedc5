package dev.culvert.runtime.chaos;

import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.workload.RandomChanges;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Tables whose shapes change by chance, with rows in the same transactions; the pipeline copies anew what it cannot follow. */
final class ShapeClient extends Client {
    private final long seed;
    private Optional<RandomChanges> changes = Optional.empty();

    ShapeClient(PostgresDatabase database, long seed) {
        super(database, "shapes", seed);
        this.seed = seed;
    }

    /** The connection here only tells that the server is there: the statements have one of their own. */
    @Override
    void connected(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        }
        connection.commit();
        if (changes.isPresent()) {
            changes.get().reconnect(database());
        } else {
            changes = Optional.of(new RandomChanges(database(), seed));
        }
    }

    @Override
    void work(Connection connection) throws SQLException {
        changes.orElseThrow().transaction();
    }

    @Override
    void rest() {
        pause(200, 3_000);
    }

    void close() throws SQLException {
        if (changes.isPresent()) {
            changes.get().close();
        }
    }
}
