package dev.culvert.connector.nativeengine;

import dev.culvert.connector.pgoutput.MessageBytes;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.Operation;
import dev.culvert.schemas.change.ReplicaIdentity;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.RowImage;
import dev.culvert.schemas.change.TableSchema;

/** The cursor over the rows of one table of one shape, where they lie in the message. */
final class TupleRow implements RowCursor {
    private final TableSchema table;
    private final TupleImage before;
    private final TupleImage after;
    private Operation operation;
    private Lsn lsn;
    private Before beforeKind;

    TupleRow(TableSchema table) {
        this.table = table;
        boolean full = table.identity() == ReplicaIdentity.FULL;
        this.before = full ? TupleImage.of(table) : TupleImage.ofIdentity(table);
        this.after = TupleImage.of(table);
    }

    void start(Operation newOperation, Lsn newLsn) {
        operation = newOperation;
        lsn = newLsn;
        beforeKind = Before.NONE;
    }

    /** @param whole whether the server says that it is the whole old row, or the identity alone */
    void readBefore(MessageBytes message, boolean whole) {
        boolean full = table.identity() == ReplicaIdentity.FULL;
        if (whole != full) {
            throw message.malformed("an old row that is not of the replica identity " + table.identity());
        }
        before.read(message);
        beforeKind = full ? Before.FULL : Before.IDENTITY;
    }

    void readAfter(MessageBytes message) {
        after.read(message);
        if (beforeKind != Before.NONE) {
            after.completeFrom(before);
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
        return lsn;
    }

    @Override
    public Before beforeKind() {
        return beforeKind;
    }

    @Override
    public RowImage before() {
        if (beforeKind == Before.NONE) {
            throw new IllegalStateException("a row of " + table.id() + " by " + operation + " has no old image");
        }
        return before;
    }

    @Override
    public RowImage after() {
        if (operation == Operation.DELETE) {
            throw new IllegalStateException("a row of " + table.id() + " by " + operation + " has no new image");
        }
        return after;
    }
}
