package dev.culvert.connector.snapshot;

import dev.culvert.schemas.change.TableId;

/**
 * How far the copy of one table is.
 *
 * @param table the table
 * @param rows rows that were handed to the workers
 * @param bytes bytes of COPY text of those rows
 * @param estimatedRows rows by the server's statistics, -1 if it knows none
 * @param estimatedBytes bytes of its main forks
 * @param done whether every row of it was handed over
 */
public record SnapshotProgress(
        TableId table, long rows, long bytes, long estimatedRows, long estimatedBytes, boolean done) {}
