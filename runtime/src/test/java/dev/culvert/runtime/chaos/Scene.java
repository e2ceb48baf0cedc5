package dev.culvert.runtime.chaos;

import dev.culvert.testkit.process.Deadline;
import dev.culvert.testkit.process.TestkitException;
import java.time.Duration;
import java.util.Optional;

/** What a fault can reach. */
record Scene(Ground ground, Traffic traffic, Operator operator) {
    /** Longer than anything takes on a machine whose load is ten times its cores. */
    private static final Duration LIMIT = Duration.ofMinutes(6);

    private static final String WAL_END = "SELECT pg_current_wal_insert_lsn()::text";

    /** Where the server's WAL ends now; waits for the server. */
    String walEnd() {
        Deadline deadline = Deadline.after(LIMIT);
        Optional<String> end = query(WAL_END);
        while (end.isEmpty() && !deadline.passed()) {
            Operator.last(100);
            end = query(WAL_END);
        }
        return end.orElseThrow(() -> new AssertionError(ground.postgres() + " does not answer"));
    }

    /**
     * Waits until the slot was told that everything up to there is durable, starting the pipeline again as often as it takes; how
     * long that took.
     */
    Duration awaitDurable(String lsn) {
        long begin = System.nanoTime();
        Deadline deadline = Deadline.after(LIMIT);
        while (!isDurable(lsn)) {
            operator.tend();
            traffic.check();
            if (deadline.passed()) {
                throw new AssertionError(
                        "not recovered after " + LIMIT + ", " + lsn + " is not durable:\n" + operator.tail());
            }
            Operator.last(100);
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private boolean isDurable(String lsn) {
        return query("SELECT (confirmed_flush_lsn >= '" + lsn + "')::text FROM pg_replication_slots WHERE slot_name = '"
                        + ground.pipeline().slot() + "'")
                .filter("true"::equals)
                .isPresent();
    }

    /** Empty too when the server does not answer just now. */
    Optional<String> query(String sql) {
        try {
            return ground.database().value(sql);
        } catch (TestkitException away) {
            return Optional.empty();
        }
    }

    /** If the server answers. */
    void checkpoint() {
        try {
            ground.database().execute("CHECKPOINT");
        } catch (TestkitException away) {
            // another fault has it just now
        }
    }

    /** Waits until the pipeline streams: it copies nothing, and reads its slot. */
    void awaitStreaming() {
        Deadline deadline = Deadline.after(LIMIT);
        while (!operator.isStreaming() || walsender().isEmpty()) {
            operator.tend();
            if (deadline.passed()) {
                throw new AssertionError("does not stream after " + LIMIT + ":\n" + operator.tail());
            }
            Operator.last(50);
        }
    }

    /** The process of the server that reads the slot for the pipeline, if one does. */
    Optional<String> walsender() {
        return query("SELECT active_pid FROM pg_replication_slots WHERE active_pid IS NOT NULL AND slot_name = '"
                + ground.pipeline().slot() + "'");
    }
}
