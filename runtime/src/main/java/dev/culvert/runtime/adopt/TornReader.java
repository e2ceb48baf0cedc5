package dev.culvert.runtime.adopt;

import dev.culvert.connector.capture.CaptureEngine;
import dev.culvert.connector.capture.ChangeHandler;
import dev.culvert.connector.mask.Masks;
import dev.culvert.runtime.stream.ChangeChecksum;
import dev.culvert.schemas.change.LogicalMessage;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.TransactionBegin;
import dev.culvert.schemas.change.TransactionCommit;
import dev.culvert.schemas.change.Truncate;
import dev.culvert.schemas.position.InsideTransaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out whether what is written of a transaction is its beginning, without a hole: then the stream can go on inside it, by number
 * and checksum (I2). Confirms nothing. Used once.
 */
final class TornReader implements ChangeHandler {
    private final CaptureEngine engine;
    private final SourceTransaction sought;
    private final Map<Place, Long> left;
    private final ChangeChecksum checksum = new ChangeChecksum();
    private Optional<InsideTransaction> found = Optional.empty();
    private TransactionBegin open;
    private boolean within;
    private boolean over;
    private boolean doubtful;
    private long changes;
    private Place last;

    /** @param written how many changes of the transaction are written at each place */
    TornReader(CaptureEngine engine, SourceTransaction sought, Map<Place, Long> written) {
        this.engine = engine;
        this.sought = sought;
        this.left = new HashMap<>(written);
    }

    /**
     * What is written of it, as a position knows it; empty if it has a hole, or that cannot be told.
     *
     * @param masks the checksum is one of masked rows
     */
    Optional<InsideTransaction> read(Lsn boundary, Masks masks) {
        engine.run(boundary, masks.over(this));
        return found;
    }

    @Override
    public void begin(TransactionBegin begin) {
        open = begin;
        within = sought.equals(
                new SourceTransaction(begin.xid(), begin.commitTime().toEpochMilli()));
        checksum.reset();
    }

    @Override
    public void row(RowCursor row) {
        if (!within || over) {
            return;
        }
        Place place = new Place(row.table().id(), row.lsn().value());
        if (left.merge(place, -1L, Long::sum) >= 0) {
            checksum.row(row);
            changes++;
            last = place;
        } else {
            left.merge(place, 1L, Long::sum);
            // of rows that share a place, nobody knows which are written
            end(place.equals(last));
        }
    }

    private void end(boolean inDoubt) {
        over = true;
        doubtful |= inDoubt;
    }

    @Override
    public void truncate(Truncate truncate) {
        if (within && !over) {
            // a connector may leave it out, and nothing of it is in the topics
            end(true);
        }
    }

    @Override
    public void message(LogicalMessage message) {
        // no row
    }

    @Override
    public void commit(TransactionCommit commit) {
        if (!within) {
            return;
        }
        boolean consumed = left.values().stream().allMatch(count -> count == 0);
        if (consumed && !doubtful && changes > 0) {
            found = Optional.of(new InsideTransaction(open.xid(), changes, checksum.value(), List.of()));
        }
        engine.stop();
    }

    @Override
    public void idle() {
        // its commit is on its way
    }
}
