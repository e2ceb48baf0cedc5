package dev.culvert.sink.flink.iceberg;

import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import dev.culvert.sink.flink.record.RecordKey;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is to become of rows of one table: the outcome of any number of changes, by key. Most are never read: a later one takes their place. For one thread. */
final class RowBatch {
    /** Of the objects of a row, its key and its place in the map, about. */
    private static final int OBJECTS_BYTES = 300;

    private final Map<RecordKey, Outcome> rows = new LinkedHashMap<>();
    private Columns columns = new Columns(List.of());
    private RecordKey form;
    private long bytes;

    /**
     * @param change the last one of its key, with values that the batch knows
     * @param keptOf the key under which the row was before this batch that has what the change did not touch
     * @param isNew whether no row of this key was in the table before this batch
     * @param bytes of memory, about
     */
    record Outcome(Change change, RecordKey keptOf, boolean isNew, int bytes) {
        boolean isGone() {
            return change.isGone();
        }

        RecordKey key() {
            return change.recordKey();
        }

        /** Columns whose value is that of the row before; empty where all values are known. */
        BitSet kept() {
            return change.unchanged();
        }
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** About how much memory it takes. */
    long bytes() {
        return bytes;
    }

    Collection<Outcome> rows() {
        return rows.values();
    }

    /** Null if it has none. */
    Outcome get(RecordKey key) {
        return rows.get(key);
    }

    Columns columns() {
        return columns;
    }

    List<String> keyNames() {
        return form.names();
    }

    /** Whether a change can go into it: one of other columns cannot, unless it has none. */
    boolean takes(Change change) {
        return rows.isEmpty()
                || (change.recordKey().isLike(form)
                        && !lacks(change, change.recordKey())
                        && (change.columns().size() == 0
                                || columns.size() == 0
                                || change.columns() == columns
                                || change.columns().equals(columns)));
    }

    /** Whether it is to keep values of a row that this batch has removed: they are nowhere then, which the table has to tell. */
    boolean lacks(Change change, RecordKey of) {
        if (change.absent() != Change.Absent.REFUSE || change.unchanged().isEmpty()) {
            return false;
        }
        Outcome before = rows.get(of);
        return before != null && before.isGone();
    }

    /** Adds a row that is there, or gone. @param isNew whether the table is known to have no row of this key. @param size of its record */
    void add(Change change, boolean isNew, int size) {
        RecordKey key = change.recordKey();
        Outcome before = rows.get(key);
        store(change, before, before == null ? key : before.keptOf(), before == null ? isNew : before.isNew(), size);
    }

    /** A row gets another key, and what the change did not touch is that of the old one (I4). */
    void move(Change from, Change to, int size) {
        Outcome old = rows.get(from.recordKey());
        Outcome known = rows.get(to.recordKey());
        add(from, false, 0);
        store(to, old, old == null ? from.recordKey() : old.keptOf(), known != null && known.isNew(), size);
    }

    /** @param before the row, as the batch has it; null if it has not */
    private void store(Change change, Outcome before, RecordKey keptOf, boolean isNew, int size) {
        RecordKey key = change.recordKey();
        form = rows.isEmpty() ? key : form;
        if (change.columns().size() > 0) {
            columns = change.columns();
        }
        Outcome now = new Outcome(withKnown(change, before), keptOf, isNew, OBJECTS_BYTES + size);
        Outcome former = rows.put(key, now);
        bytes += now.bytes() - (former == null ? 0 : former.bytes());
    }

    /** What the change did not touch is as the batch has it, if it has it (I4). */
    private static Change withKnown(Change change, Outcome before) {
        BitSet unchanged = change.unchanged();
        if (unchanged.isEmpty() || before == null) {
            return change;
        }
        if (before.isGone()) {
            return change.with(change.values(), new BitSet());
        }
        String[] known = before.change().values();
        String[] values = change.values().clone();
        BitSet kept = new BitSet();
        for (int i = unchanged.nextSetBit(0); i >= 0; i = unchanged.nextSetBit(i + 1)) {
            values[i] = known[i];
            kept.set(i, before.kept().get(i));
        }
        return change.with(values, kept);
    }

    void clear() {
        rows.clear();
        bytes = 0;
        columns = new Columns(List.of());
    }
}
