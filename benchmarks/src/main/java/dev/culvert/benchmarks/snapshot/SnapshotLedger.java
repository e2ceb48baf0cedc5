package dev.culvert.benchmarks.snapshot;

import dev.culvert.benchmarks.records.ChangeRecord;
import dev.culvert.benchmarks.turn.RecordLedger;
import java.util.BitSet;

/** Expects each row, with the keys from 0 on, to be read once. Not safe for several threads. */
final class SnapshotLedger implements RecordLedger {
    private final int rows;
    private final BitSet seen;
    private long doubled;
    private long foreign;

    SnapshotLedger(int rows) {
        this.rows = rows;
        this.seen = new BitSet(rows);
    }

    @Override
    public long expected() {
        return rows;
    }

    @Override
    public void tick(ChangeRecord record) {
        if (record.operation() != ChangeRecord.Operation.READ || record.id() < 0 || record.id() >= rows) {
            foreign++;
        } else if (seen.get((int) record.id())) {
            doubled++;
        } else {
            seen.set((int) record.id());
        }
    }

    @Override
    public Verdict verdict() {
        return new Verdict(seen.cardinality(), rows - seen.cardinality(), doubled, foreign, 0);
    }
}
