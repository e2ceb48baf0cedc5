package dev.culvert.testkit.workload;

import dev.culvert.testkit.process.Deadline;
import dev.culvert.testkit.process.TestkitException;
import dev.culvert.testkit.workload.Ledger.Entry;
import dev.culvert.testkit.workload.Ledger.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** One writer: a thread with a connection, its rows and the entries it has made. */
final class Writer {
    private static final Duration RETRY = Duration.ofMillis(50);
    private static final int LONGEST_OPEN_MILLIS = 40;
    private static final long TAGS_PER_WRITER = 1_000_000_000_000L;
    /** Of SQLSTATE: connection, resources, operator intervention, and what follows one of them in a transaction. */
    private static final Set<String> EXPECTED_CLASSES = Set.of("08", "53", "57", "25");

    private final int number;
    private final Random random;
    private final List<String> tables;
    private final Supplier<Connection> connections;
    private final Duration pause;
    private final Thread thread;
    private final List<Entry> entries = new ArrayList<>();
    private WriterRows rows = new WriterRows();
    private long lastNumber;
    private long transactions;
    private volatile long commits;
    private volatile boolean stopping;
    private volatile Optional<Connection> open = Optional.empty();
    private volatile Optional<TestkitException> failure = Optional.empty();

    Writer(int number, long seed, List<String> tables, Supplier<Connection> connections, Duration pause) {
        this.number = number;
        this.random = new Random(seed * 1_000 + number);
        this.tables = tables;
        this.connections = connections;
        this.pause = pause;
        this.thread = new Thread(this::write, "workload-writer-" + number);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void requestStop() {
        stopping = true;
        LockSupport.unpark(thread);
    }

    /** A writer that is stuck in a broken network has its connection cut off. */
    void awaitEnd(Deadline deadline) {
        if (!join(deadline.remaining())) {
            open.ifPresent(Writer::abort);
            if (!join(Duration.ofSeconds(10))) {
                throw new TestkitException(thread.getName() + " does not end");
            }
        }
    }

    long commits() {
        return commits;
    }

    Optional<TestkitException> failure() {
        return failure;
    }

    /** Only after {@link #awaitEnd}. */
    List<Entry> entries() {
        return entries;
    }

    private void write() {
        while (!stopping && failure.isEmpty()) {
            try (Connection connection = connections.get()) {
                open = Optional.of(connection);
                connection.setAutoCommit(false);
                while (!stopping) {
                    transaction(connection);
                    park(pause);
                }
            } catch (TestkitException unreachable) {
                park(RETRY);
            } catch (SQLException e) {
                if (!isExpected(e)) {
                    failure = Optional.of(new TestkitException(thread.getName() + ": " + e.getMessage(), e));
                }
                park(RETRY);
            } catch (IllegalStateException e) {
                failure = Optional.of(new TestkitException(thread.getName() + ": " + e.getMessage(), e));
            }
        }
    }

    private void transaction(Connection connection) throws SQLException {
        WriterRows after = new WriterRows(rows);
        WriterTransaction transaction =
                new WriterTransaction(connection, number, random, tables, this::nextNumber, after);
        Outcome outcome = Outcome.ABORTED;
        try {
            transaction.run();
            if (random.nextInt(5) == 0) {
                park(Duration.ofMillis(random.nextInt(LONGEST_OPEN_MILLIS)));
            }
            if (random.nextInt(12) == 0) {
                connection.rollback();
                return;
            }
            outcome = Outcome.UNKNOWN;
            connection.commit();
            outcome = Outcome.ACKNOWLEDGED;
            commits++;
        } finally {
            note(transaction, outcome, after);
        }
    }

    /** After an unknown outcome only rows that are there in both cases are used further. */
    private void note(WriterTransaction transaction, Outcome outcome, WriterRows after) {
        entries.add(new Entry(number, ++transactions, outcome, transaction.effects(), transaction.undone()));
        switch (outcome) {
            case ACKNOWLEDGED -> rows = after;
            case UNKNOWN -> rows.retainAll(after);
            case ABORTED -> {
                // nothing has changed
            }
        }
    }

    private long nextNumber() {
        return number * TAGS_PER_WRITER + ++lastNumber;
    }

    private void park(Duration duration) {
        if (!stopping && !duration.isZero()) {
            LockSupport.parkNanos(duration.toNanos());
        }
    }

    private boolean join(Duration limit) {
        try {
            thread.join(Math.max(1, limit.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("interrupted while waiting for " + thread.getName(), e);
        }
        return !thread.isAlive();
    }

    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            throw new TestkitException("aborting a connection", e);
        }
    }

    private static boolean isExpected(SQLException e) {
        String state = Optional.ofNullable(e.getSQLState()).orElse("");
        return state.length() == 5 && EXPECTED_CLASSES.contains(state.substring(0, 2));
    }
}
