package dev.culvert.runtime.adopt;

import dev.culvert.schemas.change.TableId;

/**
 * A change that a connector has written, by the {@code source} block of its record.
 *
 * @param transaction whose it is
 * @param lsn where it is in the WAL; rows of one COPY share it
 * @param table the table
 */
record WrittenChange(SourceTransaction transaction, long lsn, TableId table) {}
