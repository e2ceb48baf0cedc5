package dev.culvert.sink.flink.postgres;

import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import dev.culvert.sink.flink.record.RecordKey;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is to become of rows of one table: the outcome of any number of changes, by key. For one thread at a time. */
final class TableBatch {
    /** Of the objects of a row, its key and its place in the map, about. */
    private static final int OBJECTS_BYTES = 300;

    private final Map<RecordKey, Outcome> rows = new LinkedHashMap<>();
    private Columns columns = new Columns(List.of());
    private RecordKey form;
    private long bytes;

    /**
     * @param change the last one of its key, with values that the batch knows
     * @param created whether the first one of its key said that there was no such row before
     * @param bytes of memory, about
     */
    record Outcome(Change change, boolean created, int bytes) {
        boolean isGone() {
            return change.isGone();
        }

        /** Columns that stay as they are in the table; empty where all values are known. */
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

    /** Of all rows that are not gone; without any if all are. */
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

    Outcome get(Change change) {
        return rows.get(change.recordKey());
    }

    /** Whether it is to keep values of a row that this batch has removed: they are nowhere then, which the table has to tell. */
    boolean lacks(Change change, RecordKey of) {
        if (change.absent() != Change.Absent.REFUSE || change.unchanged().isEmpty()) {
            return false;
        }
        Outcome before = rows.get(of);
        return before != null && before.isGone();
    }

    /** Adds a row that is there, or gone. @param size of its record */
    void add(Change change, int size) {
        RecordKey key = change.recordKey();
        if (form == null) {
            form = key;
        }
        if (change.columns().size() > 0) {
            columns = change.columns();
        }
        Outcome before = rows.get(key);
        boolean created = before == null ? change.place().kind() == Change.Kind.CREATE : before.created();
        Outcome now = new Outcome(withKnown(change, before), created, OBJECTS_BYTES + size);
        rows.put(key, now);
        bytes += now.bytes() - (before == null ? 0 : before.bytes());
    }

    /** What the change did not touch is as the batch has it, if it has it (I4). */
    static Change withKnown(Change change, Outcome before) {
        if (change.unchanged().isEmpty() || before == null || before.isGone()) {
            return change;
        }
        String[] known = before.change().values();
        String[] values = change.values().clone();
        BitSet kept = new BitSet();
        for (int i = change.unchanged().nextSetBit(0);
                i >= 0;
                i = change.unchanged().nextSetBit(i + 1)) {
            values[i] = known[i];
            kept.set(i, before.kept().get(i));
        }
        return change.with(values, kept);
    }
}
