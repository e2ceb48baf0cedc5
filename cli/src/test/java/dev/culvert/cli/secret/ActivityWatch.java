package dev.culvert.cli.secret;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;

/** Keeps what a superuser sees of the sessions of servers, again and again. */
final class ActivityWatch implements AutoCloseable {
    private static final long BETWEEN = 5_000_000;
    private static final String SESSIONS =
            "SELECT DISTINCT application_name || ': ' || query FROM pg_stat_activity WHERE pid <> pg_backend_pid()";

    private final Set<String> seen = new ConcurrentSkipListSet<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ends;

    private ActivityWatch() {}

    static ActivityWatch start(PostgresDatabase... databases) {
        ActivityWatch watch = new ActivityWatch();
        for (PostgresDatabase database : databases) {
            Thread thread = new Thread(() -> watch.watch(database), "activity-watch");
            thread.setDaemon(true);
            watch.threads.add(thread);
            thread.start();
        }
        return watch;
    }

    private void watch(PostgresDatabase database) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            while (!ends) {
                try (ResultSet rows = statement.executeQuery(SESSIONS)) {
                    while (rows.next()) {
                        seen.add(String.valueOf(rows.getString(1)));
                    }
                }
                LockSupport.parkNanos(BETWEEN);
            }
        } catch (SQLException e) {
            seen.add("the watch has ended: " + e.getMessage());
        }
    }

    /** A line each. */
    String seen() {
        return String.join("\n", seen);
    }

    @Override
    public void close() {
        ends = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
