package dev.culvert.migration.start;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a start is.
 *
 * @param tablesDone with their indexes
 * @param tables in all
 * @param rows that went by in this run
 * @param bytes that went by in this run, in their form on the wire
 * @param expectedBytes that this run has to copy, on the source's disk: what goes by may be less
 * @param bytesPerSecond since the copy began; 0 before
 * @param timeLeft of the copy, by the share of its rows or bytes that went by; empty where it cannot be told
 * @param waitingFor what is being waited for, if it is something outside
 */
public record StartProgress(
        StartPhase phase,
        int tablesDone,
        int tables,
        long rows,
        long bytes,
        long expectedBytes,
        long bytesPerSecond,
        Optional<Duration> timeLeft,
        Optional<String> waitingFor) {}
