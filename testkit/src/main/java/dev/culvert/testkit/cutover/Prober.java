package dev.culvert.testkit.cutover;

import dev.culvert.testkit.cutover.Attempt.Outcome;
import dev.culvert.testkit.process.TestkitException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes a row to each of two sides, directly, every 10 ms, and remembers when which one took it; each row is an attempt, so what a
 * side took can be looked for afterwards. Ends with {@link #close}.
 */
public final class Prober implements AutoCloseable {
    private static final String TABLE = "probe";
    private static final Duration EVERY = Duration.ofMillis(10);

    private final Queue<ProbeReport.Success> successes = new ConcurrentLinkedQueue<>();
    private final Attempts attempts;
    private final List<Thread> threads;
    private volatile boolean stopping;

    private Prober(Map<String, String> jdbcUrls, Attempts attempts) {
        this.attempts = attempts;
        threads = jdbcUrls.entrySet().stream()
                .map(side -> new Thread(() -> probe(side.getKey(), side.getValue()), "prober-" + side.getKey()))
                .toList();
    }

    /**
     * @param jdbcUrls of the sides by name, with the application's role and a {@code socketTimeout}
     * @param attempts are added to, until {@link #close}
     */
    public static Prober start(Map<String, String> jdbcUrls, Attempts attempts) {
        Prober prober = new Prober(jdbcUrls, attempts);
        prober.threads.forEach(thread -> {
            thread.setDaemon(true);
            thread.start();
        });
        return prober;
    }

    private void probe(String side, String url) {
        while (!stopping) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                probe(side, connection, statement);
            } catch (SQLException e) {
                LockSupport.parkNanos(EVERY.toNanos());
            }
        }
    }

    private void probe(String side, Connection connection, Statement statement) throws SQLException {
        while (!stopping) {
            long tag = attempts.nextTag();
            long began = System.nanoTime();
            try {
                statement.execute("INSERT INTO probe (side, tag) VALUES ('" + side + "', " + tag + ")");
                long ended = System.nanoTime();
                successes.add(new ProbeReport.Success(side, began, ended));
                attempts.add(new Attempt(name(side), TABLE, tag, Outcome.OK, "", began, ended));
            } catch (SQLException e) {
                boolean lost = connection.isClosed();
                attempts.add(new Attempt(
                        name(side),
                        TABLE,
                        tag,
                        lost ? Outcome.UNKNOWN : Outcome.REFUSED,
                        String.valueOf(e.getSQLState()),
                        began,
                        System.nanoTime()));
                if (lost) {
                    throw e;
                }
            }
            LockSupport.parkNanos(EVERY.toNanos() - (System.nanoTime() - began));
        }
    }

    private static String name(String side) {
        return "probe-" + side;
    }

    /** What was seen so far. */
    public ProbeReport report() {
        return new ProbeReport(List.copyOf(successes));
    }

    @Override
    public void close() {
        stopping = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("interrupted while the prober ends", e);
        }
    }
}
