package dev.culvert.runtime.status;

import java.util.concurrent.atomic.LongAdder;

/** What this process has done for one table. Thread-safe. */
final class TableCounters {
    final String topic;
    final LongAdder copied = new LongAdder();
    final LongAdder changes = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder deadLetters = new LongAdder();
    volatile long estimatedRows = -1;
    /** Rows of earlier, interrupted copies. */
    volatile long copiedBefore;
    /** Whether this process has copied it, so that 0 rows is known to be 0. */
    volatile boolean seenCopy;

    volatile String state = "waiting";

    TableCounters(String topic) {
        this.topic = topic;
    }

    long copiedNow() {
        return copied.sum() - copiedBefore;
    }
}
