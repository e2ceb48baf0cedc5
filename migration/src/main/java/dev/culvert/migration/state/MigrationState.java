package dev.culvert.migration.state;

import java.util.EnumSet;
import java.util.Set;

/** The states of a migration, and what may be asked for in each. */
public enum MigrationState {
    /** Nothing was made yet. */
    NEW(EnumSet.of(Verb.PLAN, Verb.START, Verb.CANCEL)),
    /** Tables are being copied; {@code start} goes on where it was interrupted. */
    COPYING(EnumSet.of(Verb.START, Verb.PAUSE, Verb.CANCEL)),
    /** Every table is copied, and the stream is behind. */
    CATCHING_UP(EnumSet.of(Verb.START, Verb.PAUSE, Verb.VERIFY, Verb.CANCEL)),
    /** Every table streams, and the lag is small. */
    READY(EnumSet.of(Verb.PAUSE, Verb.VERIFY, Verb.CUTOVER, Verb.CANCEL)),
    /** The target is open, and what is written to it goes back to the source. */
    SWITCHED(EnumSet.of(Verb.VERIFY, Verb.ROLLBACK, Verb.FINISH)),
    /** Nothing of Culvert is left but the record. */
    FINISHED(EnumSet.noneOf(Verb.class)),
    /** Given up; nothing of Culvert is left on the source. */
    CANCELLED(EnumSet.of(Verb.PLAN, Verb.START)),
    /** Something ended that does not go on by itself; nothing is lost. */
    FAILED(EnumSet.of(Verb.RETRY, Verb.CANCEL)),
    /** An outcome that cannot be known: a person must look. */
    UNKNOWN(EnumSet.of(Verb.RETRY));

    /** What may be asked for; {@code status} always may. */
    public enum Verb {
        PLAN,
        START,
        PAUSE,
        RESUME,
        RETRY,
        VERIFY,
        CUTOVER,
        ROLLBACK,
        FINISH,
        CANCEL
    }

    private final Set<Verb> verbs;

    MigrationState(Set<Verb> verbs) {
        this.verbs = verbs;
    }

    public boolean allows(Verb verb) {
        return verbs.contains(verb);
    }

    public Set<Verb> verbs() {
        return Set.copyOf(verbs);
    }
}
