package dev.culvert.sink.flink.record;

import dev.culvert.postgres.copy.CopyText;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * What a record of a table's topic says. Immutable, but for what {@link #values} returns, which nobody writes to. Key and values are read when
 * they are asked for: by the thread that applies the change.
 */
public final class Change {
    private static final RowText NONE = new RowText.Known(new String[0]);
    private static final BitSet NOTHING = new BitSet();
    private static final Columns NO_COLUMNS = new Columns(List.of());

    private final Place place;
    private final Origin origin;
    private final RecordKey key;
    private final Columns columns;
    private final RowText row;
    private final BitSet unchanged;
    private final Columns known;
    private final RowText old;
    private final Absent absent;
    private final RecordId id;

    /** What is to be done where a row that keeps some of its values is not in the store. */
    public enum Absent {
        /** The copy that is under way brings the rest: it is put there with what is known. */
        INSERT,
        /** Nothing. */
        SKIP,
        /** The values are nowhere: it stops. */
        REFUSE
    }

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
        /** As records say it: {@code c}, {@code r} (a row of a snapshot), {@code u}, {@code d}, {@code t}. */
        public char op() {
            return switch (kind) {
                case CREATE -> 'c';
                case UPSERT -> isOfSnapshot() ? 'r' : 'u';
                case DELETE -> 'd';
                case TRUNCATE -> 't';
            };
        }

        public boolean isOfSnapshot() {
            return transaction == 0;
        }

        /** Whether both are parts of one change: a delete of the old key and a create of the new. */
        public boolean isOneChangeWith(Place other) {
            return transaction != 0 && transaction == other.transaction && ordinal == other.ordinal;
        }
    }

    /**
     * Where and when it happened at the source.
     *
     * @param lsn of the change; of a row of a snapshot, that of the snapshot
     * @param commitMicros of its transaction's commit, microseconds since 1970, or milliseconds as such (the flat form has no more)
     */
    public record Origin(long lsn, long commitMicros) {
        /** Of what no record says. */
        public static final Origin NONE = new Origin(0, 0);
    }

    /** @param values PostgreSQL's text, never null */
    public record Key(List<String> names, List<String> values) {
        public Key {
            names = List.copyOf(names);
            values = List.copyOf(values);
        }
    }

    /**
     * @param place where it stands in the stream
     * @param origin where and when it happened
     * @param key names and values of the record's key; empty if it has none, as a truncate or a row of a table without a key
     * @param columns of {@code values}
     * @param values PostgreSQL's text of each column, null for SQL NULL; empty for a delete and a truncate
     * @param unchanged columns whose value the change did not touch and the record does not have (I4)
     */
    public Change(Place place, Origin origin, Optional<Key> key, Columns columns, String[] values, BitSet unchanged) {
        this(place, origin, key.map(RecordKey::known).orElse(null), columns, new RowText.Known(values), unchanged);
    }

    /** @param key null if it has none */
    Change(Place place, Origin origin, RecordKey key, Columns columns, RowText row, BitSet unchanged) {
        this(place, origin, key, columns, row, unchanged, columns, null, Absent.INSERT, null);
    }

    private Change(
            Place place,
            Origin origin,
            RecordKey key,
            Columns columns,
            RowText row,
            BitSet unchanged,
            Columns known,
            RowText old,
            Absent absent,
            RecordId id) {
        this.place = place;
        this.origin = origin;
        this.key = key;
        this.columns = columns;
        this.row = row;
        this.unchanged = unchanged;
        this.known = known;
        this.old = old;
        this.absent = absent;
        this.id = id;
    }

    /**
     * A delete or a truncate.
     *
     * @param known the columns that rows of the topic have
     * @param old the row that is gone, in these columns; null if the record does not have it
     */
    static Change without(Place place, Origin origin, RecordKey key, Columns known, RowText old) {
        return without(place, origin, key, known, old, null);
    }

    private static Change without(Place place, Origin origin, RecordKey key, Columns known, RowText old, RecordId id) {
        return new Change(place, origin, key, NO_COLUMNS, NONE, NOTHING, known, old, Absent.INSERT, id);
    }

    /** The same of a row with other columns. @param of its key; null as this one's */
    public Change as(Key of, Columns other, RowText text, BitSet stillUnchanged, Absent ifAbsent) {
        return new Change(place, origin, named(of), other, text, stillUnchanged, other, null, ifAbsent, id);
    }

    /**
     * That the row is gone.
     *
     * @param of its key; null as this one's
     * @param other the columns that rows have
     * @param former the row, in these columns; null if it is not told
     */
    public Change gone(Key of, Columns other, RowText former) {
        Place deleted = new Place(Kind.DELETE, place.transaction(), place.ordinal(), place.generation());
        return without(deleted, origin, named(of), other, former, id);
    }

    /** A truncate of rows with other columns. */
    public Change truncating(Columns other) {
        return without(place, origin, key, other, null, id);
    }

    private RecordKey named(Key of) {
        return of == null ? key : RecordKey.known(of);
    }

    static Kind kind(char op) {
        return switch (op) {
            case 'r', 'u' -> Kind.UPSERT;
            case 'c' -> Kind.CREATE;
            case 'd' -> Kind.DELETE;
            case 't' -> Kind.TRUNCATE;
            default -> throw new UnreadableException("it has an operation that is not known");
        };
    }

    static Kind kind(String op) {
        return kind(op.length() == 1 ? op.charAt(0) : ' ');
    }

    /** The same with other values. @param stillUnchanged columns whose values are not known */
    public Change with(String[] values, BitSet stillUnchanged) {
        return new Change(
                place, origin, key, columns, new RowText.Known(values), stillUnchanged, known, old, absent, id);
    }

    /**
     * The same where rows that cannot be applied go aside: it knows its record, and a row that keeps values of one which is not in the store is
     * refused, since that one may have gone aside.
     */
    public Change orAside(RecordId record) {
        Absent safe = absent == Absent.INSERT ? Absent.REFUSE : absent;
        return new Change(place, origin, key, columns, row, unchanged, known, old, safe, record);
    }

    /** Where its record is; empty where nothing goes aside. */
    public Optional<RecordId> id() {
        return Optional.ofNullable(id);
    }

    /** Where it stands in the stream. */
    public Place place() {
        return place;
    }

    /** Where and when it happened at the source. */
    public Origin origin() {
        return origin;
    }

    /** Names and values of the record's key; empty if it has none, as a truncate or a row of a table without a key. */
    public Optional<Key> key() {
        return Optional.ofNullable(key).map(RecordKey::read);
    }

    /** The same, not read: equal where values and schema are. Null if it has none. */
    public RecordKey recordKey() {
        return key;
    }

    /** Of {@link #values}. */
    public Columns columns() {
        return columns;
    }

    /** Whether the row goes. A delete that has a row marks it instead. */
    public boolean isGone() {
        return place.kind() == Kind.DELETE && columns.size() == 0;
    }

    /** Where some of its values are kept, and it is not in the store. */
    public Absent absent() {
        return absent;
    }

    /** The values, not read. */
    public RowText row() {
        return row;
    }

    /** PostgreSQL's text of each column, null for SQL NULL; empty for a delete and a truncate. */
    public String[] values() {
        return row.values();
    }

    /** The columns that rows of the topic have, of a delete and a truncate too; empty where nothing tells. */
    public Columns known() {
        return known;
    }

    /**
     * What a delete says of the row that is gone, in the columns {@link #known}: all of it with {@code REPLICA IDENTITY FULL}, else what identifies
     * it, and nulls.
     */
    public Optional<String[]> old() {
        return Optional.ofNullable(old).map(RowText::values);
    }

    /** The same, not read; null if the record does not have it. */
    public RowText oldRow() {
        return old;
    }

    /** {@link #values}, each as the record has it. */
    public void give(RowReceiver out) {
        row.give(out);
    }

    /** The same into a COPY; the row's end is left to the caller. */
    public void copy(CopyText out) {
        row.copy(out);
    }

    /** Columns whose value the change did not touch and the record does not have (I4). */
    public BitSet unchanged() {
        return unchanged;
    }
}
