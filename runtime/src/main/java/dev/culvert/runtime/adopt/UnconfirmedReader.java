package dev.culvert.runtime.adopt;

import dev.culvert.connector.capture.CaptureEngine;
import dev.culvert.connector.capture.ChangeHandler;
import dev.culvert.schemas.change.LogicalMessage;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TransactionBegin;
import dev.culvert.schemas.change.TransactionCommit;
import dev.culvert.schemas.change.Truncate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads what a slot has after a boundary, and confirms nothing of it: the slot stays as it was. Keeps what committed up to the last of
 * the transactions that are looked for. Used once.
 */
final class UnconfirmedReader implements ChangeHandler {
    private final CaptureEngine engine;
    private final Lsn until;
    private final Set<SourceTransaction> sought;
    private final long latestMillis;
    private final List<UnconfirmedTransaction> found = new ArrayList<>();
    private final List<UnconfirmedTransaction> after = new ArrayList<>();
    private final Map<TableId, Long> changes = new HashMap<>();
    private TransactionBegin open;

    /**
     * @param until the end of what is looked at; something commits at or after it
     * @param sought the newest transactions that are written
     * @param latestMillis nothing that commits after this, by the server's clock, can be one of them
     */
    UnconfirmedReader(CaptureEngine engine, Lsn until, Set<SourceTransaction> sought, long latestMillis) {
        this.engine = engine;
        this.until = until;
        this.sought = new HashSet<>(sought);
        this.latestMillis = latestMillis;
    }

    /** In the order of their commits, through the last that is sought; none if no such commits after {@code from}. */
    List<UnconfirmedTransaction> read(Lsn from) {
        if (!sought.isEmpty()) {
            engine.run(from, this);
        }
        return List.copyOf(found);
    }

    @Override
    public void begin(TransactionBegin begin) {
        open = begin;
        changes.clear();
    }

    @Override
    public void row(RowCursor row) {
        changes.merge(row.table().id(), 1L, Long::sum);
    }

    @Override
    public void truncate(Truncate truncate) {
        // a connector leaves it out by default, and it has no key
    }

    @Override
    public void message(LogicalMessage message) {
        // no row
    }

    @Override
    public void commit(TransactionCommit commit) {
        SourceTransaction transaction =
                new SourceTransaction(commit.xid(), open.commitTime().toEpochMilli());
        after.add(new UnconfirmedTransaction(transaction, commit.commitEndLsn(), Map.copyOf(changes)));
        if (sought.remove(transaction)) {
            found.addAll(after);
            after.clear();
        }
        boolean over =
                sought.isEmpty() || !commit.commitEndLsn().isBefore(until) || transaction.commitMillis() > latestMillis;
        if (over) {
            engine.stop();
        }
    }

    @Override
    public void idle() {
        // the commit that ends it is on its way
    }
}
