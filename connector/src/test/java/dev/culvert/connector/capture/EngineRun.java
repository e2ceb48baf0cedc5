package dev.culvert.connector.capture;

import static org.awaitility.Awaitility.await;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An engine that streams on a thread of its own until it is closed. */
public final class EngineRun implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final CaptureEngine engine;
    private final CompletableFuture<Void> run = new CompletableFuture<>();

    public EngineRun(CaptureEngine engine, Lsn start, ChangeHandler handler) {
        this.engine = engine;
        new Thread(
                        () -> {
                            try {
                                engine.run(start, handler);
                                run.complete(null);
                            } catch (RuntimeException e) {
                                run.completeExceptionally(e);
                            }
                        },
                        "capture-test")
                .start();
    }

    public CaptureEngine engine() {
        return engine;
    }

    public boolean isRunning() {
        return !run.isDone();
    }

    /** Waits until everything that is committed now was delivered. */
    public void awaitAll(PostgresDatabase database, RecordedChanges changes) {
        Lsn end = Lsn.parse(database.value("SELECT pg_current_wal_insert_lsn()").orElseThrow());
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(10)).until(() -> {
            if (run.isDone()) {
                result();
                throw new IllegalStateException("the engine has ended");
            }
            long idles = changes.idles();
            boolean past = engine.received().compareTo(end) >= 0;
            // quiet twice, after the end was reached
            return past && !changes.isInsideTransaction() && awaitIdles(changes, idles + 2);
        });
    }

    private boolean awaitIdles(RecordedChanges changes, long idles) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(2)).until(() -> changes.idles() >= idles || run.isDone());
        return !run.isDone();
    }

    /** Waits for the end and throws what it ended with. */
    public void result() {
        try {
            run.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException("the engine did not end", e);
        }
    }

    /** Waits for the end, which must be an error of this code. */
    public CulvertException error() {
        try {
            result();
        } catch (CulvertException e) {
            return e;
        }
        throw new IllegalStateException("the engine ended without an error");
    }

    /** Stops it and waits for its end, whatever that is. */
    @Override
    public void close() {
        engine.stop();
        try {
            run.handle((nothing, error) -> null).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the engine did not stop", e);
        } finally {
            engine.close();
        }
    }
}
