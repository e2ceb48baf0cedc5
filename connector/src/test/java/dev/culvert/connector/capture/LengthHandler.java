package dev.culvert.connector.capture;

import dev.culvert.schemas.change.LogicalMessage;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.TransactionBegin;
import dev.culvert.schemas.change.TransactionCommit;
import dev.culvert.schemas.change.Truncate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Counts rows and characters of the last column, and is slow. */
final class LengthHandler implements ChangeHandler {
    private final Duration pause;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong characters = new AtomicLong();

    LengthHandler(Duration pause) {
        this.pause = pause;
    }

    long rows() {
        return rows.get();
    }

    long characters() {
        return characters.get();
    }

    @Override
    public void begin(TransactionBegin begin) {}

    @Override
    public void row(RowCursor row) {
        LockSupport.parkNanos(pause.toNanos());
        characters.addAndGet(row.after().text(row.table().columns().size() - 1).length());
        rows.incrementAndGet();
    }

    @Override
    public void truncate(Truncate truncate) {}

    @Override
    public void message(LogicalMessage message) {}

    @Override
    public void commit(TransactionCommit commit) {}

    @Override
    public void idle() {}
}
