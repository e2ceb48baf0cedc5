package dev.culvert.connector.snapshot;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Deals the parts of the tables out to the copying threads, in the order of the tables, and calls the handler at the start and
 * the end of each. Safe for several threads: one lock is around every call of the planner and of the handler.
 */
final class CopyQueue {
    private final Deque<SnapshotTable> waiting;
    private final CopyPlanner planner;
    private final SnapshotHandler handler;
    private final Deque<Work> ready = new ArrayDeque<>();
    private final List<TableCopy> copies = new ArrayList<>();
    private final int tables;
    private int done;

    /** A part, and the copy that it belongs to. */
    record Work(CopyPart part, TableCopy copy) {}

    CopyQueue(List<SnapshotTable> tables, CopyPlanner planner, SnapshotHandler handler) {
        this.waiting = new ArrayDeque<>(tables);
        this.tables = tables.size();
        this.planner = planner;
        this.handler = handler;
    }

    /** The next part; empty if every part is dealt out. */
    synchronized Optional<Work> next() {
        while (ready.isEmpty() && !waiting.isEmpty()) {
            start(waiting.remove());
        }
        return Optional.ofNullable(ready.poll());
    }

    private void start(SnapshotTable table) {
        CopyPlanner.Plan plan = planner.plan(table);
        TableCopy copy = new TableCopy(plan);
        synchronized (copies) {
            copies.add(copy);
        }
        handler.tableStarted(table.schema(), plan.estimatedRows(), plan.estimatedBytes());
        plan.parts().forEach(part -> ready.add(new Work(part, copy)));
        if (plan.parts().isEmpty()) {
            finish(copy);
        }
    }

    /** Every row of a part was handed over. */
    synchronized void finished(Work work) {
        if (work.copy().partFinished()) {
            finish(work.copy());
        }
    }

    private void finish(TableCopy copy) {
        handler.tableDone(copy.table(), copy.rows());
        copy.markDone();
        done++;
    }

    synchronized SnapshotHandler.Worker worker() {
        return handler.worker();
    }

    synchronized boolean isDone() {
        return done == tables;
    }

    /** Never waits for the handler. */
    List<SnapshotProgress> progress() {
        synchronized (copies) {
            return copies.stream().map(TableCopy::progress).toList();
        }
    }
}
