package dev.culvert.sink.flink.harness;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Writes on a thread of its own, some dozen transactions a second. Closing it waits, and throws what it failed by. */
public final class Writing implements AutoCloseable {
    private static final long PAUSE = Duration.ofMillis(20).toNanos();

    private final Queue<Step> more = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Thread thread;

    /** One transaction. */
    public interface Step {
        void run() throws Exception;
    }

    private Writing(Step step) {
        thread = new Thread(() -> {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    Step asked = more.poll();
                    (asked == null ? step : asked).run();
                    LockSupport.parkNanos(PAUSE);
                }
            } catch (Throwable e) { // the thread's boundary: the test must see it
                failure.set(e);
            }
        });
        thread.start();
    }

    public static Writing start(Step step) {
        return new Writing(step);
    }

    /** Does this too, soon. */
    public void once(Step step) {
        more.add(step);
    }

    /** Throws what it failed by, if it did. */
    public void requireWell() {
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        requireWell();
    }
}
