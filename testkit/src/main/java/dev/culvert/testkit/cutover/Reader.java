package dev.culvert.testkit.cutover;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Reads the sum of all balances again and again, twice in one long transaction: it never changes, wherever it is read. */
final class Reader {
    private static final Duration RETRY = Duration.ofMillis(20);

    private final Supplier<String> url;
    private final Attempts attempts;
    private final AtomicLong reads = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopping;

    Reader(Supplier<String> url, Attempts attempts) {
        this.url = url;
        this.attempts = attempts;
        this.thread = new Thread(this::live, "cutover-reader");
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void requestStop() {
        stopping = true;
    }

    void join() throws InterruptedException {
        thread.join();
    }

    long reads() {
        return reads.get();
    }

    private void live() {
        while (!stopping) {
            try (Connection connection = DriverManager.getConnection(url.get());
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
                check(Works.total(connection));
                statement.execute("SELECT pg_sleep(0.05)");
                check(Works.total(connection));
                connection.commit();
            } catch (SQLException e) {
                // between two servers; it reads again from wherever it is sent
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
    }

    private void check(long total) {
        reads.incrementAndGet();
        check(total, attempts);
    }

    static void check(long total, Attempts attempts) {
        if (total != CutoverTables.ACCOUNTS * CutoverTables.BALANCE) {
            attempts.fault("a reader saw the sum " + total);
        }
    }
}
