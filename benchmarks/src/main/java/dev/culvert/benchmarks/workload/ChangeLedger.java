package dev.culvert.benchmarks.workload;

import dev.culvert.benchmarks.records.ChangeRecord;
import dev.culvert.benchmarks.turn.RecordLedger;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Ticks off the changes of a {@link Backlog} as they are read: which were seen, which twice, which the workload never
 * made, and whether those of one key came in the order in which they were committed. Not safe for several threads.
 */
public final class ChangeLedger implements RecordLedger {
    private final Backlog backlog;
    private final BitSet seen;
    private final long[] lastOfKey;
    private long doubled;
    private long foreign;
    private long disordered;

    public ChangeLedger(Backlog backlog) {
        this.backlog = backlog;
        this.seen = new BitSet(backlog.changes());
        this.lastOfKey = new long[backlog.keys()];
        Arrays.fill(lastOfKey, Backlog.NO_SUCH_CHANGE);
    }

    @Override
    public long expected() {
        return backlog.changes();
    }

    @Override
    public void tick(ChangeRecord record) {
        long number =
                switch (record.operation()) {
                    case INSERT -> backlog.insertOf(record.id(), record.change());
                    case UPDATE -> backlog.updateOf(record.id(), record.change());
                    case DELETE -> backlog.deleteOf(record.id());
                    case READ -> Backlog.NO_SUCH_CHANGE;
                };
        if (number == Backlog.NO_SUCH_CHANGE) {
            foreign++;
            return;
        }
        int bit = Math.toIntExact(number);
        if (seen.get(bit)) {
            doubled++;
            return;
        }
        seen.set(bit);
        int key = Math.toIntExact(record.id());
        if (number < lastOfKey[key]) {
            disordered++;
        }
        lastOfKey[key] = number;
    }

    @Override
    public Verdict verdict() {
        return new Verdict(seen.cardinality(), expected() - seen.cardinality(), doubled, foreign, disordered);
    }
}
