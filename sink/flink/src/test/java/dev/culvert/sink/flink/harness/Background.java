package dev.culvert.sink.flink.harness;

import dev.culvert.schemas.error.CulvertException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Something that runs on a thread of its own until it is told to stop. Closing it stops it and waits. */
public final class Background implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final Runnable stop;
    private final CompletableFuture<Optional<CulvertException>> end = new CompletableFuture<>();

    private Background(Runnable stop) {
        this.stop = stop;
    }

    static Background start(String name, Runnable run, Runnable stop) {
        Background background = new Background(stop);
        Thread thread = new Thread(() -> background.run(run), name);
        thread.setDaemon(true);
        thread.start();
        return background;
    }

    private void run(Runnable run) {
        try {
            run.run();
            end.complete(Optional.empty());
        } catch (CulvertException e) {
            end.complete(Optional.of(e));
        } catch (Throwable e) { // the thread's boundary: the test must see it
            end.completeExceptionally(e);
        }
    }

    public boolean hasEnded() {
        return end.isDone();
    }

    /** The error that it ends with, if it does with one. */
    public Optional<CulvertException> awaitEnd() {
        try {
            return end.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Stops it and waits; an error that it ended with is thrown. */
    public void stop() {
        stop.run();
        awaitEnd().ifPresent(error -> {
            throw error;
        });
    }

    @Override
    public void close() {
        stop.run();
        awaitEnd();
    }
}
