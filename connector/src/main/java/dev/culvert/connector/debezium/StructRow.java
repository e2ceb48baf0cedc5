package dev.culvert.connector.debezium;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.Operation;
import dev.culvert.schemas.change.ReplicaIdentity;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.RowImage;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.ValueState;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/** The cursor over Debezium's rows: one object for all of them. */
final class StructRow implements RowCursor {
    private final Image before = new Image();
    private final Image after = new Image();
    private TableSchema table;
    private Operation operation;
    private Lsn lsn;
    private Before beforeKind;

    /** Points the cursor at a row; either image may be null, as Debezium has it. */
    void set(TableSchema newTable, Operation newOperation, Lsn newLsn, Struct oldRow, Struct newRow) {
        table = newTable;
        operation = newOperation;
        lsn = newLsn;
        boolean full = newTable.identity() == ReplicaIdentity.FULL;
        beforeKind = oldRow == null ? Before.NONE : full ? Before.FULL : Before.IDENTITY;
        before.set(oldRow, full ? null : newTable.key());
        after.set(newRow, null);
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
        return lsn;
    }

    @Override
    public Before beforeKind() {
        return beforeKind;
    }

    @Override
    public RowImage before() {
        return before.orThrow("no old image");
    }

    @Override
    public RowImage after() {
        return after.orThrow("no new image");
    }

    private final class Image implements RowImage {
        private Struct struct;
        private List<Field> fields;
        /** Indexes of the columns that the image covers; null if it covers all. */
        private List<Integer> covered;

        void set(Struct newStruct, List<Integer> newCovered) {
            struct = newStruct;
            fields = newStruct == null ? List.of() : newStruct.schema().fields();
            covered = newCovered;
        }

        Image orThrow(String why) {
            if (struct == null) {
                throw new IllegalStateException("a row of " + table.id() + " by " + operation + " has " + why);
            }
            return this;
        }

        /** The columns stand in the order of the relation, and have no defaults that could stand in for a null. */
        private Object value(int column) {
            return struct.get(fields.get(column));
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // the sentinel is known by its identity
        public ValueState state(int column) {
            if (covered != null && !covered.contains(column)) {
                return ValueState.ABSENT;
            }
            Object value = value(column);
            if (value == null) {
                return ValueState.NULL;
            }
            return value == TextConverter.UNCHANGED ? ValueState.UNCHANGED : ValueState.VALUE;
        }

        @Override
        public String text(int column) {
            if (state(column) != ValueState.VALUE) {
                throw new IllegalStateException("column " + column + " of " + table.id() + " has no text");
            }
            return (String) value(column);
        }
    }
}
