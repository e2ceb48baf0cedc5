package dev.culvert.migration.sequence;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries the sequences from the old side to the new one, twice: while the old side is fenced, and once more when it is closed. For
 * one thread at a time.
 */
public final class SequenceTransfer {
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Sequences oldSide;
    private final Sequences newSide;
    private final int sessions;
    private Map<TableId, SequenceState> before = Map.of();
    private long beforeNanos;

    /**
     * @param oldSide its values are read
     * @param newSide its sequences are set
     * @param sessions sessions of the old side that may each keep a cache full of values
     */
    public SequenceTransfer(Session oldSide, Session newSide, int sessions) {
        this.oldSide = new Sequences(oldSide);
        this.newSide = new Sequences(newSide);
        this.sessions = Math.max(1, sessions);
    }

    /** Looks at the old side, so that the next look can tell how fast it issues. */
    public void observe() {
        before = oldSide.read();
        beforeNanos = System.nanoTime();
    }

    /** Sets the new side beyond the old one; what was set. */
    public List<SequenceState> transfer() {
        List<SequenceState> wanted = wanted();
        newSide.set(wanted);
        return wanted;
    }

    /**
     * Sets the new side beyond the old one where it is not yet. One that is further stays: it was set by {@link #transfer}, which
     * knew how fast the old side issues, and clients that are left there still draw from it.
     */
    public void raise() {
        Map<TableId, SequenceState> there = newSide.read();
        newSide.set(wanted().stream()
                .filter(state -> !state.isReachedBy(there.get(state.id())))
                .toList());
    }

    private List<SequenceState> wanted() {
        Map<TableId, SequenceState> now = oldSide.read();
        Duration elapsed = Duration.ofNanos(System.nanoTime() - beforeNanos);
        SequenceGap gap = new SequenceGap(WINDOW, sessions);
        return now.values().stream()
                .map(state -> gap.beyond(state, Optional.ofNullable(before.get(state.id())), elapsed))
                .toList();
    }
}
