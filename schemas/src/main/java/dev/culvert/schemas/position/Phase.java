package dev.culvert.schemas.position;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import java.util.List;

/** What a pipeline was doing when an offset record was written. */
public sealed interface Phase {

    /** Counts the attempts at a snapshot, from 1; the rows that it read carry it. */
    int generation();

    /**
     * The record says that a slot is about to be made: if there is a slot by this name later, it is this pipeline's and nothing
     * was read from it.
     *
     * @param renewed as of {@link Snapshot}
     */
    record Starting(int generation, List<TableId> renewed) implements Phase {
        public Starting {
            renewed = List.copyOf(renewed);
        }
    }

    /**
     * Tables are being copied. The position says how far the stream is in the topics: at the snapshot's point while it is read,
     * and on the way there before, when an interrupted snapshot is made again.
     *
     * @param generation the attempt
     * @param consistentPoint the point that this attempt's rows are from
     * @param tablesDone tables that are copied whole, which no later generation copies again
     * @param renewed tables that begin anew, because they were added or are to be copied again: until they are copied their changes
     *     are passed over, and what their topics have is ended by a truncate before the first rows. An interrupted copy of such a
     *     table begins so again
     */
    record Snapshot(int generation, Lsn consistentPoint, List<TableId> tablesDone, List<TableId> renewed)
            implements Phase {
        public Snapshot {
            tablesDone = List.copyOf(tablesDone);
            renewed = List.copyOf(renewed);
        }
    }

    /** Tables that begin anew, and have not yet. */
    default List<TableId> renewed() {
        return List.of();
    }

    /** Every table is copied (or none was asked for); changes follow. */
    record Streaming(int generation) implements Phase {}
}
