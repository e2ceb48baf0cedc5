package dev.culvert.sink.flink.postgres;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads the sum over both banks again and again, as any reader of the target could. */
final class SumWatch implements AutoCloseable {
    private static final String SUM =
            "SELECT (SELECT sum(balance) FROM public.left_accounts) + (SELECT sum(balance) FROM public.right_accounts)";

    private final Set<Long> sums = new ConcurrentSkipListSet<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final Thread thread;

    SumWatch(PostgresDatabase target) {
        thread = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                sums.add(target.number(SUM));
                looks.incrementAndGet();
            }
        });
        thread.start();
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
