package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.Operation;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.RowImage;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.ValueState;

/** A change of a row, from arrays. A value is a text, or one of {@link #NULL}, {@link #UNCHANGED}, {@link #ABSENT}. */
public final class TestRow implements RowCursor {
    public static final String NULL = new String("null");
    public static final String UNCHANGED = new String("unchanged");
    public static final String ABSENT = new String("absent");

    private final TableSchema table;
    private final Operation operation;
    private final Before beforeKind;
    private final Image before;
    private final Image after;

    private TestRow(TableSchema table, Operation operation, Before beforeKind, String[] before, String[] after) {
        this.table = table;
        this.operation = operation;
        this.beforeKind = beforeKind;
        this.before = new Image(before);
        this.after = new Image(after);
    }

    public static TestRow read(TableSchema table, String... after) {
        return new TestRow(table, Operation.READ, Before.NONE, new String[0], after);
    }

    public static TestRow insert(TableSchema table, String... after) {
        return new TestRow(table, Operation.INSERT, Before.NONE, new String[0], after);
    }

    public static TestRow update(TableSchema table, String... after) {
        return new TestRow(table, Operation.UPDATE, Before.NONE, new String[0], after);
    }

    public static TestRow update(TableSchema table, Before kind, String[] before, String... after) {
        return new TestRow(table, Operation.UPDATE, kind, before, after);
    }

    public static TestRow delete(TableSchema table, Before kind, String... before) {
        return new TestRow(table, Operation.DELETE, kind, before, new String[0]);
    }

    private record Image(String[] values) implements RowImage {
        @Override
        public ValueState state(int column) {
            String value = values[column];
            if (value == NULL) {
                return ValueState.NULL;
            }
            if (value == UNCHANGED) {
                return ValueState.UNCHANGED;
            }
            return value == ABSENT ? ValueState.ABSENT : ValueState.VALUE;
        }

        @Override
        public String text(int column) {
            if (state(column) != ValueState.VALUE) {
                throw new IllegalStateException("no value");
            }
            return values[column];
        }
    }

    @Override
    public TableSchema table() {
        return table;
    }

    @Override
    public Operation operation() {
        return operation;
    }

    @Override
    public Lsn lsn() {
        return Lsn.parse("1/ABCDEF");
    }

    @Override
    public Before beforeKind() {
        return beforeKind;
    }

    @Override
    public RowImage before() {
        if (beforeKind == Before.NONE) {
            throw new IllegalStateException("no before");
        }
        return before;
    }

    @Override
    public RowImage after() {
        if (operation == Operation.DELETE) {
            throw new IllegalStateException("no after");
        }
        return after;
    }
}
