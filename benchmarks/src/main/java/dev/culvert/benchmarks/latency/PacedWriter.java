package dev.culvert.benchmarks.latency;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * One session that commits every {@code step}-th transaction of a {@link Stopwatch} when it is due. A transaction that
 * comes too late because the one before took long is made at once, and still counted from when it was due.
 */
final class PacedWriter implements Callable<Void> {
    private final PostgresDatabase database;
    private final String insert;
    private final Stopwatch stopwatch;
    private final int first;
    private final int step;

    /** {@code insertOne} has parameters for the row's key and change number. */
    PacedWriter(PostgresDatabase database, String insertOne, Stopwatch stopwatch, int first, int step) {
        this.database = database;
        this.insert = insertOne;
        this.stopwatch = stopwatch;
        this.first = first;
        this.step = step;
    }

    @Override
    public Void call() throws InterruptedException {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(insert)) {
            for (int number = first; number < stopwatch.transactions(); number += step) {
                waitUntil(stopwatch.due(number));
                statement.setLong(1, number);
                statement.setLong(2, number);
                stopwatch.issued(number);
                statement.executeUpdate(); // commits by itself
                stopwatch.committed(number);
            }
        } catch (SQLException e) {
            throw new BenchmarkException("a transaction failed: " + e.getMessage(), e);
        }
        return null;
    }

    private static void waitUntil(long nanos) throws InterruptedException {
        long left;
        while ((left = nanos - System.nanoTime()) > 0) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
