package dev.culvert.sink.flink.postgres;

import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is to become of rows of one table: the outcome of any number of changes, by key. For one thread. */
final class TableBatch {
    private final Map<List<String>, Outcome> rows = new LinkedHashMap<>();
    private Columns columns = new Columns(List.of());
    private List<String> keyNames = List.of();
    private long bytes;

    /**
     * @param values null: the row is gone
     * @param kept columns that stay as they are in the table; empty where all values are known
     */
    record Outcome(String[] values, BitSet kept) {
        static final Outcome GONE = new Outcome(null, new BitSet());

        boolean isGone() {
            return values == null;
        }
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    int size() {
        return rows.size();
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

    Outcome get(Change change) {
        return rows.get(change.key().orElseThrow().values());
    }

    /** Adds a row that is there, or gone. */
    void add(Change change) {
        keyNames = change.key().orElseThrow().names();
        if (change.place().kind() == Change.Kind.DELETE) {
            put(change, Outcome.GONE);
            return;
        }
        columns = change.columns();
        put(change, withKnown(new Outcome(change.values(), change.unchanged()), get(change)));
    }

    /** What the change did not touch is as the batch has it, if it has it (I4). */
    static Outcome withKnown(Outcome row, Outcome before) {
        if (row.kept().isEmpty() || before == null || before.isGone()) {
            return row;
        }
        String[] values = row.values().clone();
        BitSet kept = new BitSet();
        for (int i = row.kept().nextSetBit(0); i >= 0; i = row.kept().nextSetBit(i + 1)) {
            values[i] = before.values()[i];
            kept.set(i, before.kept().get(i));
        }
        return new Outcome(values, kept);
    }

    private void put(Change change, Outcome outcome) {
        List<String> key = change.key().orElseThrow().values();
        rows.put(key, outcome);
        bytes += 64;
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
