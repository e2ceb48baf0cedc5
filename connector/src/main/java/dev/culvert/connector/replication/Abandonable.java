package dev.culvert.connector.replication;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Something that may wait for a server that does not answer, done on a thread that can be left behind. What is left behind ends
 * by the timeouts of its connection.
 *
 * @param <T> what comes of it
 */
public final class Abandonable<T> {
    private static final long POLL_MILLIS = 20;

    private final FutureTask<T> work;

    /** @param name of the thread */
    public Abandonable(String name, Callable<T> work) {
        this.work = new FutureTask<>(work);
        Thread thread = new Thread(this.work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Waits for the result.
     *
     * @return empty if {@code stopped} became true before
     * @throws ExecutionException what the work threw
     */
    public Optional<T> await(BooleanSupplier stopped) throws InterruptedException, ExecutionException {
        while (!stopped.getAsBoolean()) {
            Optional<T> result = await(POLL_MILLIS);
            if (result.isPresent()) {
                return result;
            }
        }
        return Optional.empty();
    }

    /**
     * Waits for the result for so long.
     *
     * @return empty if it is not there yet
     */
    public Optional<T> await(long millis) throws InterruptedException, ExecutionException {
        try {
            return Optional.of(work.get(millis, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        }
    }

    /** Waits for the result for ever. */
    public T await() throws InterruptedException, ExecutionException {
        return work.get();
    }
}
