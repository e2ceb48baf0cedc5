package dev.culvert.migration.cutover;

import dev.culvert.migration.certificate.Certificate;
import dev.culvert.migration.journal.Journal;
import dev.culvert.schemas.error.CulvertException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Steps as they are done: into the journal before and after, and with their times for the certificate. */
final class StepLog {
    private final Journal journal;
    private final CutoverListener listener;
    private final long began = System.nanoTime();
    private OptionalLong begun = OptionalLong.empty();
    private final List<Certificate.Step> steps = new ArrayList<>();

    StepLog(Journal journal, CutoverListener listener) {
        this.journal = journal;
        this.listener = listener;
    }

    /** Does a step. What became of one that failed is not written here: clients may be held, and the target may be silent. */
    void run(CutoverStep step, Runnable effect) {
        long start = System.nanoTime();
        begun = OptionalLong.of(journal.begin(step.word(), step.meaning()));
        listener.begins(step);
        effect.run();
        journal.end(begun.getAsLong(), "done");
        begun = OptionalLong.empty();
        done(step, start);
    }

    /** Writes what became of the step that failed, if one did, when nobody waits any more. */
    void failed(CulvertException reason) {
        if (begun.isPresent()) {
            journal.endQuietly(begun.getAsLong(), "failed: " + reason.code().code());
            begun = OptionalLong.empty();
        }
    }

    /**
     * Does the step that decides. Its intent is written before; when it is decided, a journal that cannot be written is no failure
     * any more: whoever took it for one would give back what is closed for good.
     */
    void runDecision(Runnable effect) {
        long start = System.nanoTime();
        begun = OptionalLong.of(journal.begin(CutoverStep.DECIDE.word(), CutoverStep.DECIDE.meaning()));
        listener.begins(CutoverStep.DECIDE);
        effect.run();
        journal.endQuietly(begun.getAsLong(), "done");
        begun = OptionalLong.empty();
        done(CutoverStep.DECIDE, start);
    }

    /**
     * Does a step of which a journal that cannot be written must not keep us: from the decision on, clients wait for the opening
     * and not for the record of it.
     */
    void runForward(CutoverStep step, Runnable effect) {
        long start = System.nanoTime();
        listener.begins(step);
        effect.run();
        done(step, start);
    }

    private void done(CutoverStep step, long start) {
        long end = System.nanoTime();
        steps.add(new Certificate.Step(step.word(), Duration.ofNanos(start - began), Duration.ofNanos(end - start)));
        listener.ended(step);
    }

    List<Certificate.Step> steps() {
        return List.copyOf(steps);
    }
}
