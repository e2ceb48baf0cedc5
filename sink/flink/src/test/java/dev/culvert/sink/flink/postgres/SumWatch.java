package dev.culvert.sink.flink.postgres;

import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.process.TestkitException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Reads the sum over both banks again and again, as any reader of the target could, also while that is away. */
final class SumWatch implements AutoCloseable {
    /** It is not to take the processor from what it watches. */
    private static final long PAUSE = Duration.ofMillis(10).toNanos();

    private final Set<Long> sums = new ConcurrentSkipListSet<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final Thread thread;

    SumWatch(PostgresDatabase target) {
        thread = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                look(target);
                LockSupport.parkNanos(PAUSE);
            }
        });
        thread.start();
    }

    private void look(PostgresDatabase target) {
        try {
            sums.add(target.number("SELECT " + CommitWatch.SUM));
            looks.incrementAndGet();
        } catch (TestkitException e) {
            LockSupport.parkNanos(PAUSE); // the server was killed; what it shows when it is there counts
        }
    }

    /** Every sum that was seen. */
    Set<Long> sums() {
        return sums;
    }

    int looks() {
        return looks.get();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
