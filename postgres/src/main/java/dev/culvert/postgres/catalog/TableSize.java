package dev.culvert.postgres.catalog;

/**
 * How large a table is on disk now.
 *
 * @param heapBytes its main fork, which a scan by ctid walks through
 * @param totalBytes with TOAST and maps, without indexes
 */
public record TableSize(long heapBytes, long totalBytes) {}
