package dev.culvert.runtime.adopt;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Two clients whose transactions interleave: rows in {@code ledger}, a row of {@code moved} whose key changes. Each change has a tag of
 * its own; those of {@code moved} are kept in {@code seen} too, in the same transaction, since later ones take their place.
 */
final class TaggedTraffic implements AutoCloseable {
    static final String[] TABLES = {
        "CREATE TABLE ledger (id bigserial PRIMARY KEY, tag text NOT NULL)",
        "CREATE TABLE moved (k text PRIMARY KEY, tag text NOT NULL)",
        "CREATE TABLE seen (tag text PRIMARY KEY)"
    };

    private final AtomicLong transactions = new AtomicLong();
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    static TaggedTraffic start(PostgresDatabase database) {
        TaggedTraffic traffic = new TaggedTraffic();
        for (int client = 0; client < 2; client++) {
            String name = "c" + client;
            Thread thread = new Thread(() -> traffic.run(database, name), name);
            thread.setDaemon(true);
            traffic.threads.add(thread);
            thread.start();
        }
        return traffic;
    }

    private void run(PostgresDatabase database, String client) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            insertMoved(statement, client);
            connection.commit();
            for (long n = 0; !stopped; n++) {
                gate.readLock().lock();
                try {
                    transaction(statement, client, n);
                    connection.commit();
                } finally {
                    gate.readLock().unlock();
                }
                transactions.incrementAndGet();
                LockSupport.parkNanos(10_000_000);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(client, e);
        }
    }

    private static void insertMoved(Statement statement, String client) throws SQLException {
        statement.execute("INSERT INTO moved VALUES ('" + client + "', '" + client + "-first')");
        statement.execute("INSERT INTO seen VALUES ('" + client + "-first')");
    }

    private static void transaction(Statement statement, String client, long n) throws SQLException {
        String tag = client + "-" + n;
        statement.execute("INSERT INTO ledger (tag) VALUES ('" + tag + "-a'), ('" + tag + "-b')");
        statement.execute("UPDATE moved SET k = '" + client + "/" + n / 2 + "', tag = '" + tag + "-m' WHERE k LIKE '"
                + client + "%'");
        statement.execute("INSERT INTO seen VALUES ('" + tag + "-m')");
        statement.execute("INSERT INTO ledger (tag) VALUES ('" + tag + "-c')");
    }

    /** How many were committed. */
    long transactions() {
        return transactions.get();
    }

    /** Returns when no transaction is open; none begins until {@link #resume}, by the same thread. */
    void pause() {
        if (!gate.isWriteLockedByCurrentThread()) {
            gate.writeLock().lock();
        }
    }

    void resume() {
        gate.writeLock().unlock();
    }

    @Override
    public void close() {
        stopped = true;
        if (gate.isWriteLockedByCurrentThread()) {
            gate.writeLock().unlock();
        }
        threads.forEach(thread -> {
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
