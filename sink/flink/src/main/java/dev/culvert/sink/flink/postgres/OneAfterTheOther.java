package dev.culvert.sink.flink.postgres;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does one thing at a time on a thread of its own. For one thread. */
final class OneAfterTheOther implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(10);

    private final ExecutorService thread;
    private Future<?> running;

    OneAfterTheOther(String name) {
        thread = Executors.newSingleThreadExecutor(work -> {
            Thread made = new Thread(work, name);
            made.setDaemon(true);
            return made;
        });
    }

    /** Begins with it. What was begun before must have been waited for. */
    void start(Runnable work) {
        if (running != null) {
            throw new IllegalStateException("something is under way");
        }
        running = thread.submit(work);
    }

    /** Waits until nothing is under way. What that threw is thrown here. */
    void await() {
        if (running == null) {
            return;
        }
        Future<?> awaited = running;
        try {
            awaited.get();
            running = null;
        } catch (ExecutionException e) {
            running = null;
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while the target was written");
        }
    }

    boolean isBusy() {
        return running != null && !running.isDone();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(END.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
