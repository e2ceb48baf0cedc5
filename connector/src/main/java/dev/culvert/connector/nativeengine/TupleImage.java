package dev.culvert.connector.nativeengine;

import dev.culvert.connector.pgoutput.MessageBytes;
import dev.culvert.schemas.change.RowImage;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.Utf8;
import dev.culvert.schemas.change.ValueState;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A tuple of the message that is being decoded: where each column's text lies in it. Read anew for each row. */
final class TupleImage implements RowImage {
    private final TableSchema table;
    /** Of each column, whether the image covers it. */
    private final boolean[] covered;

    private final ValueState[] states;
    private final int[] offsets;
    private final int[] lengths;
    private byte[] bytes = {};

    private TupleImage(TableSchema table, boolean[] covered) {
        this.table = table;
        this.covered = covered;
        this.states = new ValueState[covered.length];
        this.offsets = new int[covered.length];
        this.lengths = new int[covered.length];
        Arrays.fill(states, ValueState.ABSENT);
    }

    /** Of every column. */
    static TupleImage of(TableSchema table) {
        boolean[] covered = new boolean[table.columns().size()];
        Arrays.fill(covered, true);
        return new TupleImage(table, covered);
    }

    /** Of the columns of the key alone; the server sends nulls for the others. */
    static TupleImage ofIdentity(TableSchema table) {
        boolean[] covered = new boolean[table.columns().size()];
        table.key().forEach(column -> covered[column] = true);
        return new TupleImage(table, covered);
    }

    /** Reads the tuple that is next. */
    void read(MessageBytes message) {
        int count = message.int16();
        if (count != states.length) {
            throw message.malformed("a row of " + count + " columns of a table that has " + states.length);
        }
        bytes = message.array();
        for (int i = 0; i < count; i++) {
            byte kind = message.octet();
            switch (kind) {
                case 't' -> {
                    int length = message.length();
                    offsets[i] = message.position();
                    lengths[i] = length;
                    message.skip(length);
                    states[i] = covered[i] ? ValueState.VALUE : ValueState.ABSENT;
                }
                case 'n' -> states[i] = covered[i] ? ValueState.NULL : ValueState.ABSENT;
                case 'u' -> states[i] = covered[i] ? ValueState.UNCHANGED : ValueState.ABSENT;
                default -> throw message.malformed("a value of kind " + kind + ", which was not asked for");
            }
        }
    }

    /** What the change did not touch is what it was, where the old row of the same message has it (I4). */
    void completeFrom(TupleImage old) {
        for (int i = 0; i < states.length; i++) {
            if (states[i] == ValueState.UNCHANGED && old.states[i] == ValueState.VALUE) {
                states[i] = ValueState.VALUE;
                offsets[i] = old.offsets[i];
                lengths[i] = old.lengths[i];
            }
        }
    }

    @Override
    public ValueState state(int column) {
        return states[column];
    }

    @Override
    public void utf8(int column, Utf8 into) {
        requireValue(column);
        into.set(bytes, offsets[column], lengths[column]);
    }

    private void requireValue(int column) {
        if (states[column] != ValueState.VALUE) {
            throw new IllegalStateException("column " + column + " of " + table.id() + " has no text");
        }
    }

    @Override
    public String text(int column) {
        requireValue(column);
        return new String(bytes, offsets[column], lengths[column], StandardCharsets.UTF_8);
    }
}
