package dev.culvert.runtime.stream;

import dev.culvert.schemas.change.Lsn;
import java.util.Optional;

/** Where a stream ends by itself, if anywhere. Immutable. */
public final class StopAt {
    private static final StopAt NEVER = new StopAt(Optional.empty(), Optional.empty());

    private final Optional<Lsn> boundary;
    private final Optional<Lsn> point;

    private StopAt(Optional<Lsn> boundary, Optional<Lsn> point) {
        this.boundary = boundary;
        this.point = point;
    }

    public static StopAt never() {
        return NEVER;
    }

    /** At the first boundary at or past {@code lsn}. */
    public static StopAt lsn(Lsn lsn) {
        return new StopAt(Optional.of(lsn), Optional.empty());
    }

    /** Before the first transaction that a snapshot of this consistent point does not see: all that it sees is taken. */
    public static StopAt consistentPoint(Lsn point) {
        return new StopAt(Optional.empty(), Optional.of(point));
    }

    /** Whether a boundary is the last. */
    boolean reached(Lsn commitEndLsn) {
        return boundary.map(target -> !commitEndLsn.isBefore(target)).orElse(false);
    }

    /** Whether a transaction, by the start of its commit record, is past the end. */
    boolean isPast(Lsn commitLsn) {
        return point.map(end -> !commitLsn.isBefore(end)).orElse(false);
    }
}
