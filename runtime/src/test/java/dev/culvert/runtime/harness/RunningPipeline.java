package dev.culvert.runtime.harness;

import dev.culvert.runtime.PipelineRunner;
import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.status.StatusView;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.status.PipelinePhase;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/** A pipeline on a thread of its own. Closing it stops it and waits. */
public final class RunningPipeline implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final StatusBoard board;
    private final PipelineRunner runner;
    private final CompletableFuture<Optional<CulvertException>> end = new CompletableFuture<>();

    private RunningPipeline(String yaml, RunOptions options) {
        PipelineDefinition definition = DefinitionReader.read(yaml, "test.yaml", PipelineDefinition.class);
        this.board = new StatusBoard(definition.metadata().name(), Clock.systemUTC());
        this.runner = new PipelineRunner(definition, options, new StatusView(board, definition), Clock.systemUTC());
        Thread thread = new Thread(this::run, "test-" + definition.metadata().name());
        thread.setDaemon(true);
        thread.start();
    }

    /** Starts a pipeline of this definition. */
    public static RunningPipeline start(String yaml, RunOptions options) {
        return new RunningPipeline(yaml, options);
    }

    /** Runs it until everything that was committed before now is durable. */
    public static void untilNow(String yaml) {
        RunningPipeline pipeline = start(yaml, RunOptions.standard().until(new RunOptions.Until.Now()));
        pipeline.awaitEnd().ifPresent(error -> {
            throw error;
        });
    }

    private void run() {
        try {
            runner.run();
            end.complete(Optional.empty());
        } catch (CulvertException e) {
            end.complete(Optional.of(e));
        } catch (Throwable e) { // the thread's boundary: the test must see it
            end.completeExceptionally(e);
        }
    }

    public StatusBoard board() {
        return board;
    }

    public RunningPipeline awaitPhase(PipelinePhase phase) {
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> board.phase() == phase || end.isDone());
        if (board.phase() != phase) {
            throw new AssertionError("the pipeline ended in " + board.phase() + ": " + awaitEnd());
        }
        return this;
    }

    /** The error that it ends with, if it does with one. */
    public Optional<CulvertException> awaitEnd() {
        try {
            return end.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the pipeline failed", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("the pipeline did not end; it is in " + board.phase(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public void stop() {
        runner.stop();
    }

    @Override
    public void close() {
        runner.stop();
        awaitEnd();
    }
}
