package dev.culvert.benchmarks.workload;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the orders table and fills it. Immutable, safe for any thread. */
public final class BacklogWriter {
    /** The publication of the orders table, for every system. */
    public static final String PUBLICATION = "orders_publication";

    private final PostgresDatabase database;
    private final OrdersTable table;

    public BacklogWriter(PostgresDatabase database, Shape shape) {
        this.database = database;
        this.table = new OrdersTable(shape);
    }

    /** Inserts one order. Parameters: id, change. */
    public String insertOne() {
        return table.insertOne();
    }

    /** The table and its publication. */
    public void createTable() {
        createTableAlone();
        database.execute("CREATE PUBLICATION " + PUBLICATION + " FOR TABLE public.orders"
                // the options that Culvert would give it; to this table they make no difference
                + " WITH (publish_via_partition_root = true, publish_generated_columns = stored)");
    }

    /** The table without a publication, on a server of any version. */
    public void createTableAlone() {
        database.execute(table.create(), table.identity(), table.createRows(), table.createWriter());
    }

    /** The rows that the first transactions of {@code backlog} change; to be called before slots are made. */
    public void preload(Backlog backlog) {
        int rows = Backlog.PRELOADED_TRANSACTIONS * backlog.inserts();
        for (int writer = 0; writer < backlog.writers(); writer++) {
            insert((long) writer * backlog.keysPerWriter(), rows);
        }
    }

    /** Rows with the keys from {@code firstId} on, in one transaction. */
    public void insert(long firstId, int rows) {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(OrdersTable.PRELOAD)) {
            statement.setLong(1, firstId);
            statement.setInt(2, rows);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new BenchmarkException("rows could not be written: " + e.getMessage(), e);
        }
    }

    /** Writes all of {@code backlog}, each of its writers by a session of its own, and returns when it is committed. */
    public void write(Backlog backlog) {
        AtomicInteger names = new AtomicInteger();
        ExecutorService sessions = Executors.newFixedThreadPool(
                backlog.writers(), task -> new Thread(task, "backlog-writer-" + names.incrementAndGet()));
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int writer = 0; writer < backlog.writers(); writer++) {
                int number = writer;
                all.add(sessions.submit(() -> write(backlog, number)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("interrupted while the backlog was written", e);
        } catch (ExecutionException e) {
            throw new BenchmarkException("the backlog could not be written", e.getCause());
        } finally {
            sessions.shutdownNow();
        }
    }

    private void write(Backlog backlog, int writer) {
        try (Connection connection = database.connect();
                Statement settings = connection.createStatement();
                PreparedStatement call = connection.prepareStatement(OrdersTable.WRITE)) {
            // only how long the writing takes depends on it: all is flushed before anything is measured
            settings.execute("SET synchronous_commit = off");
            call.setInt(1, writer);
            call.setInt(2, backlog.transactions());
            call.setInt(3, backlog.inserts());
            call.setInt(4, backlog.updates());
            call.setInt(5, backlog.deletes());
            call.execute();
        } catch (SQLException e) {
            throw new BenchmarkException("writer " + writer + " failed: " + e.getMessage(), e);
        }
    }
}
