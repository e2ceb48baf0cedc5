package dev.culvert.runtime;

import dev.culvert.schemas.error.CulvertException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The end of an attempt: told to from outside, or for a reason that was found beside the stream. Thread-safe. */
final class Halt {
    private final List<Runnable> stoppers = new ArrayList<>();
    private boolean halted;
    private boolean another;
    private Optional<CulvertException> reason = Optional.empty();

    /**
     * @param stopper ends something that is about to run, and may be called more than once
     * @return whether it may run; false if the end came before
     */
    synchronized boolean admits(Runnable stopper) {
        stoppers.add(stopper);
        return !halted;
    }

    /** Ends what runs, soon. */
    synchronized void now() {
        halted = true;
        stoppers.forEach(Runnable::run);
    }

    /** Ends what runs, for a reason; the first one is kept. */
    synchronized void because(CulvertException why) {
        if (reason.isEmpty()) {
            reason = Optional.of(why);
        }
        now();
    }

    /** Ends what runs in good order, for another attempt to go on. */
    synchronized void forAnother() {
        another = true;
        now();
    }

    /** Whether another attempt is to go on, and nobody has said that it ends. */
    synchronized boolean isForAnother() {
        return another && reason.isEmpty();
    }

    synchronized boolean hasReason() {
        return reason.isPresent();
    }

    /** @throws CulvertException the reason, if there is one */
    void throwReason() {
        Optional<CulvertException> why;
        synchronized (this) {
            why = reason;
        }
        if (why.isPresent()) {
            throw why.get();
        }
    }
}
