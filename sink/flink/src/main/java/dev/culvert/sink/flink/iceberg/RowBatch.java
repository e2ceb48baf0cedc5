package dev.culvert.sink.flink.iceberg;

import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is to become of rows of one table: the outcome of any number of changes, by key. For one thread. */
final class RowBatch {
    private final Map<List<String>, Outcome> rows = new LinkedHashMap<>();
    private Columns columns = new Columns(List.of());
    private List<String> keyNames = List.of();
    private long bytes;

    /**
     * @param values null: the row is gone
     * @param kept columns whose value is that of the row under {@code keptOf}, as it was before this batch; empty where all values are known
     * @param isNew whether no row of this key was in the table before this batch
     */
    record Outcome(String[] values, BitSet kept, List<String> keptOf, boolean isNew) {
        boolean isGone() {
            return values == null;
        }
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** About how much memory it takes. */
    long bytes() {
        return bytes;
    }

    Map<List<String>, Outcome> rows() {
        return rows;
    }

    Columns columns() {
        return columns;
    }

    List<String> keyNames() {
        return keyNames;
    }

    /** Whether a change can go into it: one of other columns cannot, unless it has none. */
    boolean takes(Change change) {
        return rows.isEmpty()
                || (change.key().orElseThrow().names().equals(keyNames)
                        && (change.columns().size() == 0
                                || columns.size() == 0
                                || change.columns() == columns
                                || change.columns().equals(columns)));
    }

    /** Adds a row that is there, or gone. @param isNew whether the table is known to have no row of this key */
    void add(Change change, boolean isNew) {
        put(change, change.key().orElseThrow().values(), isNew);
    }

    /** A row gets another key, and what the change did not touch is that of the old one (I4). */
    void move(Change from, Change to) {
        List<String> old = from.key().orElseThrow().values();
        Outcome before = rows.get(old);
        keyNames = to.key().orElseThrow().names();
        columns = to.columns();
        List<String> key = to.key().orElseThrow().values();
        Outcome known = rows.get(key);
        Outcome moved = withKnown(to, before, before == null ? old : before.keptOf(), known != null && known.isNew());
        add(from, false);
        store(key, moved);
    }

    private void put(Change change, List<String> key, boolean isNew) {
        keyNames = change.key().orElseThrow().names();
        Outcome before = rows.get(key);
        boolean fresh = before == null ? isNew : before.isNew();
        if (change.place().kind() == Change.Kind.DELETE) {
            store(key, new Outcome(null, new BitSet(), key, fresh));
            return;
        }
        columns = change.columns();
        store(key, withKnown(change, before, before == null ? key : before.keptOf(), fresh));
    }

    /** What the change did not touch is as the batch has it, if it has it (I4). */
    private static Outcome withKnown(Change change, Outcome before, List<String> keptOf, boolean isNew) {
        BitSet unchanged = change.unchanged();
        if (unchanged.isEmpty() || before == null) {
            return new Outcome(change.values(), unchanged, keptOf, isNew);
        }
        if (before.isGone()) {
            return new Outcome(change.values(), new BitSet(), keptOf, isNew);
        }
        String[] values = change.values().clone();
        BitSet kept = new BitSet();
        for (int i = unchanged.nextSetBit(0); i >= 0; i = unchanged.nextSetBit(i + 1)) {
            values[i] = before.values()[i];
            kept.set(i, before.kept().get(i));
        }
        return new Outcome(values, kept, keptOf, isNew);
    }

    private void store(List<String> key, Outcome outcome) {
        rows.put(key, outcome);
        bytes += 96;
        if (!outcome.isGone()) {
            for (String value : outcome.values()) {
                bytes += value == null ? 8 : 48 + value.length();
            }
        }
    }

    void clear() {
        rows.clear();
        bytes = 0;
        columns = new Columns(List.of());
    }
}
