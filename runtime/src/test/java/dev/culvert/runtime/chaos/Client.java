package dev.culvert.runtime.chaos;

import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.process.TestkitException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/** A thread with a connection that does one kind of work until it is stopped, and connects again when the server goes away. */
abstract class Client {
    private static final Duration RETRY = Duration.ofMillis(100);
    private static final Duration END_LIMIT = Duration.ofSeconds(60);
    /** Of SQLSTATE: connection, resources, operator intervention, what follows one of them, and deadlocks. */
    private static final Set<String> EXPECTED_CLASSES = Set.of("08", "53", "57", "25", "40");

    private final PostgresDatabase database;
    private final Thread thread;
    private final Random random;
    /** Whoever has it may work: the client, or who holds it back. */
    private final Semaphore turn = new Semaphore(1);

    private volatile boolean stopping;
    private volatile Optional<Exception> failure = Optional.empty();

    Client(PostgresDatabase database, String name, long seed) {
        this.database = database;
        this.random = new Random(seed);
        this.thread = new Thread(this::run, "chaos-" + name);
        this.thread.setDaemon(true);
    }

    final Client start() {
        thread.start();
        return this;
    }

    /** Once per connection, before any {@link #work}; what an earlier one has left is brought to an end here. */
    abstract void connected(Connection connection) throws SQLException;

    /** One piece of work, whole transactions; the connection does not commit by itself. */
    abstract void work(Connection connection) throws SQLException;

    /** Between two of them. */
    abstract void rest();

    /** Waits for the end of the present work; there is no more until {@link #release}. */
    final void hold() {
        turn.acquireUninterruptibly();
    }

    final void release() {
        turn.release();
    }

    final PostgresDatabase database() {
        return database;
    }

    final Random random() {
        return random;
    }

    final boolean isStopping() {
        return stopping;
    }

    /** Waits, at most until it is told to stop. */
    final void pause(int leastMillis, int mostMillis) {
        long end = System.nanoTime()
                + Duration.ofMillis(leastMillis + random.nextInt(Math.max(1, mostMillis - leastMillis)))
                        .toNanos();
        while (!stopping && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private void run() {
        while (!stopping && failure.isEmpty()) {
            try (Connection connection = database.connect()) {
                connection.setAutoCommit(false);
                connected(connection);
                while (!stopping) {
                    takeTurn(connection);
                    rest();
                }
            } catch (TestkitException | SQLException e) {
                if (!isExpected(e)) {
                    failure = Optional.of(e);
                }
                pause((int) RETRY.toMillis(), 2 * (int) RETRY.toMillis());
            } catch (RuntimeException e) {
                failure = Optional.of(e);
            }
        }
    }

    private void takeTurn(Connection connection) throws SQLException {
        if (turn.tryAcquire()) {
            try {
                work(connection);
            } finally {
                turn.release();
            }
        }
    }

    final void requestStop() {
        stopping = true;
        LockSupport.unpark(thread);
    }

    final void awaitEnd() {
        try {
            thread.join(END_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new TestkitException(thread.getName() + " does not end");
        }
        check();
    }

    /** Throws what the client did not expect. */
    final void check() {
        failure.ifPresent(e -> {
            throw new TestkitException(thread.getName() + ": " + e.getMessage(), e);
        });
    }

    private static boolean isExpected(Exception e) {
        Throwable cause = e instanceof TestkitException && e.getCause() != null ? e.getCause() : e;
        String state = cause instanceof SQLException sql
                ? Optional.ofNullable(sql.getSQLState()).orElse("")
                : "";
        return state.length() == 5 && EXPECTED_CLASSES.contains(state.substring(0, 2));
    }
}
