package dev.culvert.postgres.copy;

/**
 * What a pipe moved.
 *
 * @param read rows that the sending server counted
 * @param written rows that the receiving server counted; fewer if a trigger there took some out
 * @param bytes of their form on the wire
 */
public record CopiedRows(long read, long written, long bytes) {}
