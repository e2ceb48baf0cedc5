package dev.culvert.connector.snapshot;

import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;

/**
 * Takes the rows of a snapshot. {@link #worker}, {@link #tableStarted} and {@link #tableDone} never run at the same time as one
 * another; rows come on several threads. What any of these throws ends the copy and is thrown on by it.
 */
public interface SnapshotHandler {

    /** Called once for each copying thread, on that thread, before its first row. */
    Worker worker();

    /**
     * Called before the first row of a table.
     *
     * @param estimatedRows rows by the statistics of all of its partitions, -1 if the server knows none; a row filter is not
     *     taken into account
     * @param estimatedBytes bytes of the main forks of all of its partitions
     */
    void tableStarted(TableSchema table, long estimatedRows, long estimatedBytes);

    /** Called when every row of a table was handed to the workers and their callbacks have returned. */
    void tableDone(TableId table, long rows);

    /** Takes the rows that one thread copies. */
    interface Worker {

        /** @param row {@link dev.culvert.schemas.change.Operation#READ}, valid during the call only */
        void row(RowCursor row);
    }
}
