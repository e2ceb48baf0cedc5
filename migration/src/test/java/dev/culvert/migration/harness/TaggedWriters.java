package dev.culvert.migration.harness;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Clients that write tagged rows into {@code ledger}, and know of each whether it was acknowledged, refused, or neither. */
public final class TaggedWriters implements AutoCloseable {
    /** The table that they write to. */
    public static final String TABLE =
            "CREATE TABLE ledger (id bigserial PRIMARY KEY, tag text NOT NULL, client int, n bigint)";

    /** Several hundred writes a second are enough to be in the middle of one at any step, and leave the processor to the rest. */
    private static final Duration BETWEEN = Duration.ofMillis(5);

    private final Supplier<String> url;
    private final Set<String> acknowledged = new ConcurrentSkipListSet<>();
    private final Set<String> refused = new ConcurrentSkipListSet<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final AtomicLong writes = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    private TaggedWriters(Supplier<String> url) {
        this.url = url;
    }

    /** @param url for JDBC, asked for at every connect */
    public static TaggedWriters start(int clients, Supplier<String> url) {
        TaggedWriters writers = new TaggedWriters(url);
        for (int client = 0; client < clients; client++) {
            int number = client;
            Thread thread = new Thread(() -> writers.run(number), "writer-" + client);
            thread.setDaemon(true);
            writers.threads.add(thread);
            thread.start();
        }
        return writers;
    }

    private void run(int client) {
        long n = 0;
        while (!stopped) {
            try (Connection connection = DriverManager.getConnection(url.get());
                    Statement statement = connection.createStatement()) {
                while (!stopped && connection.isValid(5)) {
                    n++;
                    write(statement, client, n);
                    LockSupport.parkNanos(BETWEEN.toNanos());
                }
            } catch (SQLException unreachable) {
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    private void write(Statement statement, int client, long n) throws SQLException {
        String tag = client + "-" + n;
        try {
            statement.execute("INSERT INTO ledger (tag, client, n) VALUES ('" + tag + "', " + client + ", " + n + ")");
            acknowledged.add(tag);
            writes.incrementAndGet();
        } catch (SQLException e) {
            String state = e.getSQLState() == null ? "" : e.getSQLState();
            errors.add(state + " " + e.getMessage());
            // a server that says why has rolled back; a connection that ends says nothing
            if (state.equals("25006")) {
                refused.add(tag);
            }
            throw e;
        }
    }

    /** How many were acknowledged so far. */
    public long writes() {
        return writes.get();
    }

    public List<String> errors() {
        return List.copyOf(errors);
    }

    /** Ends them; what they know does not change any more. */
    @Override
    public void close() {
        stopped = true;
        threads.forEach(thread -> {
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** What is wrong with the rows of the side that survived; empty if nothing. */
    public List<String> check(List<List<String>> tags) {
        List<String> problems = new ArrayList<>();
        List<String> found = tags.stream().map(row -> row.get(0)).collect(Collectors.toList());
        Set<String> once = new TreeSet<>(found);
        if (once.size() != found.size()) {
            problems.add((found.size() - once.size()) + " tags are there twice");
        }
        Set<String> lost = new TreeSet<>(acknowledged);
        lost.removeAll(once);
        if (!lost.isEmpty()) {
            problems.add(lost.size() + " acknowledged writes are lost, such as "
                    + lost.iterator().next());
        }
        Set<String> phantom = new TreeSet<>(refused);
        phantom.retainAll(once);
        if (!phantom.isEmpty()) {
            problems.add(phantom.size() + " refused writes are there, such as "
                    + phantom.iterator().next());
        }
        return problems;
    }
}
