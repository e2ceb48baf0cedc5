package dev.culvert.migration.harness;

import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.process.TestkitException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes to both sides every 10 ms, each by a connection of its own, and keeps the instants of what was accepted. Needs the table
 * {@code probe (v text)} on both.
 */
public final class SidesProber implements AutoCloseable {
    /** The table that it writes to. */
    public static final String TABLE = "CREATE TABLE probe (side text, n bigint, PRIMARY KEY (side, n))";

    private static final Duration PERIOD = Duration.ofMillis(10);

    /** An accepted write; the commit lies between the two, in nanoseconds of {@link System#nanoTime}. */
    public record Accepted(long from, long to) {}

    private final List<Accepted> source = new CopyOnWriteArrayList<>();
    private final List<Accepted> target = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;
    private volatile long stoppedAt;
    private volatile String lastRefusal = "";

    private SidesProber() {}

    public static SidesProber start(PostgresDatabase source, PostgresDatabase target) {
        SidesProber prober = new SidesProber();
        prober.probe(source, "source", prober.source);
        prober.probe(target, "target", prober.target);
        return prober;
    }

    private void probe(PostgresDatabase database, String side, List<Accepted> accepted) {
        Thread thread = new Thread(() -> run(database, side, accepted), "prober-" + side);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void run(PostgresDatabase database, String side, List<Accepted> accepted) {
        long n = 0;
        while (!stopped) {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("SET lock_timeout = '100ms'; SET application_name = 'prober'");
                while (!stopped) {
                    long from = System.nanoTime();
                    n++;
                    try {
                        statement.execute("INSERT INTO probe VALUES ('" + side + "', " + n + ")");
                        accepted.add(new Accepted(from, System.nanoTime()));
                    } catch (SQLException refused) {
                        lastRefusal = side + ": " + refused.getMessage();
                        if (connection.isClosed() || !connection.isValid(1)) {
                            break;
                        }
                    }
                    LockSupport.parkNanos(PERIOD.toNanos());
                }
            } catch (SQLException | TestkitException unreachable) {
                lastRefusal = side + ": " + unreachable.getMessage();
                LockSupport.parkNanos(PERIOD.toNanos());
            }
        }
    }

    /** Why the last write that was not accepted was not. */
    public String lastRefusal() {
        return lastRefusal;
    }

    public List<Accepted> source() {
        return List.copyOf(source);
    }

    public List<Accepted> target() {
        return List.copyOf(target);
    }

    /** Whether a side accepted a write that was begun after {@code since}. */
    public boolean sourceAcceptsSince(long since) {
        return source.stream().anyMatch(write -> write.from() > since);
    }

    public boolean targetAcceptsSince(long since) {
        return target.stream().anyMatch(write -> write.from() > since);
    }

    /** In how many instants both were open: writes of the source that were begun after the first of the target was answered. */
    public long sourceWritesAfterTargetsFirst() {
        OptionalLong first = target.stream().mapToLong(Accepted::to).min();
        return first.isEmpty()
                ? 0
                : source.stream()
                        .filter(write -> write.from() > first.getAsLong())
                        .count();
    }

    /** The longest time without an accepted write on either side, up to now or to {@link #close}, after which nobody looks. */
    public Duration longestGap() {
        List<Long> answers = new ArrayList<>();
        source.forEach(write -> answers.add(write.to()));
        target.forEach(write -> answers.add(write.to()));
        answers.add(stopped ? stoppedAt : System.nanoTime());
        answers.sort(null);
        long longest = 0;
        for (int i = 1; i < answers.size(); i++) {
            longest = Math.max(longest, answers.get(i) - answers.get(i - 1));
        }
        return Duration.ofNanos(longest);
    }

    @Override
    public void close() {
        if (!stopped) {
            stoppedAt = System.nanoTime();
            stopped = true;
        }
        threads.forEach(thread -> {
            try {
                thread.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
