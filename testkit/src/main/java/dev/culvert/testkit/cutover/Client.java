package dev.culvert.testkit.cutover;

import dev.culvert.testkit.cutover.Attempt.Outcome;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** An application: a thread with a connection, which it keeps as long as it can and makes anew when it is lost. */
final class Client {
    private static final Duration RETRY = Duration.ofMillis(20);
    /** Classes of SQLSTATE of a COMMIT that the server has definitely refused. */
    private static final Set<String> DEFINITE = Set.of("23", "25", "40", "42", "55");

    private final String name;
    private final String table;
    private final Work work;
    private final boolean stays;
    private final Supplier<String> url;
    private final Attempts attempts;
    private final Duration pause;
    private final Thread thread;
    private volatile boolean stopping;
    private Connection connection;

    /**
     * @param stays whether it keeps its connection from one transaction to the next
     * @param url asked at each connect
     */
    Client(
            String name,
            String table,
            Work work,
            boolean stays,
            Supplier<String> url,
            Attempts attempts,
            Duration pause) {
        this.name = name;
        this.table = table;
        this.work = work;
        this.stays = stays;
        this.url = url;
        this.attempts = attempts;
        this.pause = pause;
        this.thread = new Thread(this::live, "cutover-" + name);
        this.thread.setDaemon(true);
    }

    String name() {
        return name;
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

    private void live() {
        while (!stopping) {
            if (connect()) {
                attempt();
                if (!stays) {
                    disconnect();
                }
                LockSupport.parkNanos(pause.toNanos());
            } else {
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
        disconnect();
    }

    private boolean connect() {
        try {
            if (connection == null || connection.isClosed()) {
                connection = DriverManager.getConnection(url.get());
                connection.setAutoCommit(false);
            }
            return true;
        } catch (SQLException e) {
            connection = null;
            return false;
        }
    }

    private void attempt() {
        long tag = attempts.nextTag();
        long began = System.nanoTime();
        try {
            work.run(connection, tag);
        } catch (SQLException e) {
            record(tag, Outcome.REFUSED, e, began);
            Works.rollbackQuietly(connection);
            return;
        }
        try {
            connection.commit();
            attempts.add(new Attempt(name, table, tag, Outcome.OK, "", began, System.nanoTime()));
        } catch (SQLException e) {
            boolean definite = e.getSQLState() != null
                    && e.getSQLState().length() == 5
                    && DEFINITE.contains(e.getSQLState().substring(0, 2));
            record(tag, definite ? Outcome.REFUSED : Outcome.UNKNOWN, e, began);
            Works.rollbackQuietly(connection);
        }
    }

    private void record(long tag, Outcome outcome, SQLException error, long began) {
        String state = error.getSQLState() == null ? "" : error.getSQLState();
        attempts.add(new Attempt(name, table, tag, outcome, state, began, System.nanoTime()));
    }

    private void disconnect() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            // it is not used again
        }
        connection = null;
    }
}
