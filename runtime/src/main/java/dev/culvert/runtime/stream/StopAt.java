package dev.culvert.runtime.stream;

import dev.culvert.schemas.change.Lsn;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The boundary at which a stream ends by itself: the first one at or past an LSN, if one was asked for. Thread-safe. */
public final class StopAt {
    private final AtomicReference<Optional<Lsn>> lsn;

    private StopAt(Optional<Lsn> lsn) {
        this.lsn = new AtomicReference<>(lsn);
    }

    public static StopAt never() {
        return new StopAt(Optional.empty());
    }

    public static StopAt lsn(Lsn lsn) {
        return new StopAt(Optional.of(lsn));
    }

    /** Asks for an end later on. */
    public void set(Lsn target) {
        lsn.set(Optional.of(target));
    }

    boolean reached(Lsn boundary) {
        return lsn.get().map(target -> !boundary.isBefore(target)).orElse(false);
    }
}
