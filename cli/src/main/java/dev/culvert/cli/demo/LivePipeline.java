package dev.culvert.cli.demo;

import dev.culvert.cli.embedded.ChangeTail;
import dev.culvert.runtime.PipelineRunner;
import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.status.StatusView;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.error.CulvertException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** A pipeline from the old server into Kafka that runs beside the upgrade, and a consumer who counts what comes. */
final class LivePipeline implements AutoCloseable {
    private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();
    private static final Duration END = Duration.ofSeconds(5);

    private final PipelineRunner runner;
    private final ChangeTail tail;
    private final Thread thread;
    private final AtomicLong changes = new AtomicLong();
    private final AtomicReference<String> last = new AtomicReference<>("");
    private final AtomicReference<CulvertException> failure = new AtomicReference<>();

    private LivePipeline(PipelineDefinition definition) {
        StatusBoard board = new StatusBoard(definition.metadata().name(), Clock.systemUTC());
        this.runner = new PipelineRunner(
                definition, RunOptions.standard(), new StatusView(board, definition), Clock.systemUTC());
        this.tail = ChangeTail.start(definition, this::seen);
        this.thread = new Thread(this::run, "culvert-demo-pipeline");
        thread.setDaemon(true);
    }

    static LivePipeline start(PipelineDefinition definition) {
        LivePipeline pipeline = new LivePipeline(definition);
        pipeline.thread.start();
        return pipeline;
    }

    private void run() {
        try {
            runner.run();
        } catch (CulvertException e) {
            failure.set(e);
        }
    }

    private void seen(String line) {
        last.set(line);
        changes.incrementAndGet();
    }

    /** Waits until a consumer has seen something, or until it is plain that nothing comes. */
    void awaitFirst(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (changes.get() == 0 && failure.get() == null && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** How many changes a consumer has seen. */
    long changes() {
        return changes.get();
    }

    /** The last one. */
    String last() {
        return last.get();
    }

    /** Why it stopped, if it did. */
    Optional<CulvertException> failure() {
        return Optional.ofNullable(failure.get());
    }

    @Override
    public void close() {
        tail.close();
        runner.stop();
        try {
            thread.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
