package dev.culvert.runtime.group;

import dev.culvert.runtime.PipelineRunner;
import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.start.TopicClaims;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.status.StatusView;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.status.PipelinePhase;
import java.time.Clock;
import java.util.Optional;

/** One pipeline of a group, and its thread. */
final class GroupMember {
    private final String name;
    private final StatusView view;
    private final PipelineRunner runner;
    private volatile Optional<CulvertException> failure = Optional.empty();
    private volatile boolean ended;
    private Thread thread;

    GroupMember(PipelineDefinition definition, RunOptions options, TopicClaims topics, Clock clock) {
        this.name = definition.metadata().name();
        this.view = new StatusView(new StatusBoard(name, clock), definition);
        this.runner = new PipelineRunner(definition, options, view, clock, topics);
    }

    StatusView view() {
        return view;
    }

    /** Why it ended; empty if it has not, or in good order. */
    Optional<CulvertException> failure() {
        return failure;
    }

    boolean hasEnded() {
        return ended;
    }

    /** @param atEnd is called on the member's thread */
    void start(Runnable atEnd) {
        thread = new Thread(() -> run(atEnd), "culvert-pipeline-" + name);
        thread.start();
    }

    private void run(Runnable atEnd) {
        PipelineScope.enter(name);
        try {
            runner.run();
        } catch (CulvertException e) {
            failure = Optional.of(e);
        } catch (Throwable e) { // the thread's boundary: a defect ends this pipeline, by a code, and not the others
            CulvertException defect = defect(e);
            failure = Optional.of(defect);
            view.board().error(defect);
            view.board().phase(PipelinePhase.FAILED);
        }
        ended = true;
        atEnd.run();
    }

    /** Its message is left out: it may quote a row (I12). */
    private CulvertException defect(Throwable e) {
        StackTraceElement[] frames = e.getStackTrace();
        return new CulvertException(
                ErrorCode.INTERNAL,
                "pipeline " + name,
                e.getClass().getName() + (frames.length == 0 ? " was thrown." : " was thrown at " + frames[0] + "."),
                Changed.UNKNOWN,
                "Run it again with -v, and report what it prints.",
                e);
    }

    void stop() {
        runner.stop();
    }

    void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
                runner.stop();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
