package dev.culvert.migration.verify;

import java.time.Duration;

/**
 * How hard both servers are worked.
 *
 * @param parallelism tables at a time; each has one session on each server
 * @param chunkRows about how many rows one statement reads
 * @param pause between two chunks of a table
 * @param rounds how often what differs is read again before a row that changes all the time is given up
 * @param listed how many differences of a table are told by key; all are counted
 */
public record VerifyOptions(int parallelism, int chunkRows, Duration pause, int rounds, int listed) {

    public static final VerifyOptions DEFAULT = new VerifyOptions(2, 20_000, Duration.ZERO, 10, 100);
}
