package dev.culvert.connector.snapshot;

import dev.culvert.schemas.change.TableId;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what is copied of one table. The counters may be read from any thread. */
final class TableCopy {
    private final CopyPlanner.Plan plan;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private int unfinishedParts;
    private volatile boolean done;

    TableCopy(CopyPlanner.Plan plan) {
        this.plan = plan;
        this.unfinishedParts = plan.parts().size();
    }

    TableId table() {
        return plan.table().schema().id();
    }

    void add(long newRows, long newBytes) {
        rows.addAndGet(newRows);
        bytes.addAndGet(newBytes);
    }

    long rows() {
        return rows.get();
    }

    /** Whether that was the last one. Under the queue's lock. */
    boolean partFinished() {
        unfinishedParts--;
        return unfinishedParts == 0;
    }

    void markDone() {
        done = true;
    }

    SnapshotProgress progress() {
        return new SnapshotProgress(
                table(), rows.get(), bytes.get(), plan.estimatedRows(), plan.estimatedBytes(), done);
    }
}
