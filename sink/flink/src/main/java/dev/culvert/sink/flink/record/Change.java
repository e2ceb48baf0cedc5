package dev.culvert.sink.flink.record;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * What a record of a table's topic says. Immutable, but for the array, which nobody writes to.
 *
 * @param place where it stands in the stream
 * @param key names and values of the record's key; empty if it has none, as a truncate or a row of a table without a key
 * @param columns of {@code values}
 * @param values PostgreSQL's text of each column, null for SQL NULL; empty for a delete and a truncate
 * @param unchanged columns whose value the change did not touch and the record does not have (I4)
 */
public record Change(Place place, Optional<Key> key, Columns columns, String[] values, BitSet unchanged) {
    private static final String[] NONE = new String[0];
    private static final BitSet NOTHING = new BitSet();
    private static final Columns NO_COLUMNS = new Columns(List.of());

    /** What a change does to its row, or its table. */
    public enum Kind {
        /** The row is so now, whether it was there or not. */
        UPSERT,
        /** As {@link #UPSERT}, and the row was not there, or had another key. */
        CREATE,
        DELETE,
        /** The whole table is empty. */
        TRUNCATE
    }

    /**
     * @param transaction {@code txn_seq}; 0 for a row of a snapshot and for the truncate before it
     * @param ordinal the number of the change in its transaction
     * @param generation which attempt at a snapshot; 0 for a change
     */
    public record Place(Kind kind, long transaction, long ordinal, int generation) {
        public boolean isOfSnapshot() {
            return transaction == 0;
        }

        /** Whether both are parts of one change: a delete of the old key and a create of the new. */
        public boolean isOneChangeWith(Place other) {
            return transaction != 0 && transaction == other.transaction && ordinal == other.ordinal;
        }
    }

    /** @param values PostgreSQL's text, never null */
    public record Key(List<String> names, List<String> values) {
        public Key {
            names = List.copyOf(names);
            values = List.copyOf(values);
        }
    }

    static Change without(Place place, Optional<Key> key) {
        return new Change(place, key, NO_COLUMNS, NONE, NOTHING);
    }

    static Kind kind(String op) {
        return switch (op) {
            case "r", "u" -> Kind.UPSERT;
            case "c" -> Kind.CREATE;
            case "d" -> Kind.DELETE;
            case "t" -> Kind.TRUNCATE;
            default -> throw new UnreadableException("it has an operation that is not known");
        };
    }
}
