package dev.culvert.benchmarks.sink;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Looks from a session of its own when whoever writes began, and when the last row could be seen. For one thread. */
final class ArrivalWatch implements AutoCloseable {
    /** The age of the session that has a sink's lock, or that is a subscription's worker. */
    private static final String WRITER =
            """
            SELECT extract(epoch FROM clock_timestamp() - a.backend_start)::float8 FROM pg_stat_activity a
            WHERE a.datname = current_database()
              AND (a.pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory') OR a.pid IN (SELECT pid FROM pg_stat_subscription))""";

    private final Connection connection;
    private final PreparedStatement writer;
    private final PreparedStatement last;
    private long beganAt;
    private long arrivedAt;

    /** @param lastKey of the row that the last transaction brings */
    ArrivalWatch(PostgresDatabase target, long lastKey) {
        try {
            connection = target.connect();
            writer = connection.prepareStatement(WRITER);
            last = connection.prepareStatement("SELECT 1 FROM public.orders WHERE id = " + lastKey);
        } catch (SQLException e) {
            throw new BenchmarkException("the target cannot be watched: " + e.getMessage(), e);
        }
    }

    /** @return whether the last row is there */
    boolean look() {
        try {
            if (beganAt == 0) {
                try (ResultSet row = writer.executeQuery()) {
                    beganAt = row.next() ? System.nanoTime() - (long) (row.getDouble(1) * 1e9) : 0;
                }
            }
            try (ResultSet row = last.executeQuery()) {
                if (arrivedAt == 0 && row.next()) {
                    arrivedAt = System.nanoTime();
                }
            }
            return arrivedAt != 0;
        } catch (SQLException e) {
            throw new BenchmarkException("the target cannot be watched: " + e.getMessage(), e);
        }
    }

    /** {@link System#nanoTime}. */
    long arrivedAt() {
        return arrivedAt;
    }

    /** From the start of the session that writes until the last row. */
    double seconds() {
        if (beganAt == 0) {
            throw new BenchmarkException("nobody was seen to write");
        }
        return (arrivedAt - beganAt) / 1e9;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new BenchmarkException("the watch cannot be closed", e);
        }
    }
}
