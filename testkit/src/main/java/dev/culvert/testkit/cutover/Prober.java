package dev.culvert.testkit.cutover;

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

/** Writes a row to each of two sides, directly, every 10 ms, and remembers when which one took it. Ends with {@link #close}. */
public final class Prober implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(10);

    private final Queue<ProbeReport.Success> successes = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads;
    private volatile boolean stopping;

    private Prober(Map<String, String> jdbcUrls) {
        threads = jdbcUrls.entrySet().stream()
                .map(side -> new Thread(() -> probe(side.getKey(), side.getValue()), "prober-" + side.getKey()))
                .toList();
    }

    /** @param jdbcUrls of the sides by name, with the application's role and a {@code socketTimeout} */
    public static Prober start(Map<String, String> jdbcUrls) {
        Prober prober = new Prober(jdbcUrls);
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
            long began = System.nanoTime();
            try {
                statement.execute("INSERT INTO probe (side) VALUES ('" + side + "')");
                successes.add(new ProbeReport.Success(side, began, System.nanoTime()));
            } catch (SQLException e) {
                if (connection.isClosed()) {
                    throw e;
                }
            }
            LockSupport.parkNanos(EVERY.toNanos() - (System.nanoTime() - began));
        }
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
