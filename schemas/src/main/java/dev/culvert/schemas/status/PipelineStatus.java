package dev.culvert.schemas.status;

import dev.culvert.schemas.finding.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A pipeline at an instant.
 *
 * @param pipeline its name
 * @param phase what it is doing
 * @param at when this was seen
 * @param since when the phase began
 * @param waitingFor what is being waited for and why, for people
 * @param walEnd where the server's WAL ends
 * @param received the newest WAL that the engine was told of
 * @param durable the end of the last transaction that is in Kafka
 * @param confirmed what the slot was told
 * @param behind which of the three is behind, and what that usually means
 * @param slot the slot
 * @param throughput rates of the last seconds
 * @param latency of the newest transactions
 * @param lastCommit when the newest transaction that is in Kafka was committed, by the server's clock; empty if this process
 *     has not seen one yet
 * @param snapshot how far the copy is; empty but while tables are copied
 * @param tables per table
 * @param restarts attempts that were started over since the process began
 * @param lastError the newest error, even if it has passed
 * @param findings alerts that hold now
 */
public record PipelineStatus(
        String pipeline,
        PipelinePhase phase,
        Instant at,
        Instant since,
        Optional<String> waitingFor,
        Optional<String> walEnd,
        Optional<Progress> received,
        Optional<Progress> durable,
        Optional<Progress> confirmed,
        Optional<String> behind,
        Optional<SlotStatus> slot,
        Optional<Throughput> throughput,
        Optional<Latency> latency,
        Optional<Instant> lastCommit,
        Optional<SnapshotStatus> snapshot,
        List<TableStatus> tables,
        long restarts,
        Optional<LastError> lastError,
        List<Finding> findings) {

    /** The same, with its findings told otherwise. */
    public PipelineStatus withFindings(List<Finding> others) {
        return new PipelineStatus(
                pipeline,
                phase,
                at,
                since,
                waitingFor,
                walEnd,
                received,
                durable,
                confirmed,
                behind,
                slot,
                throughput,
                latency,
                lastCommit,
                snapshot,
                tables,
                restarts,
                lastError,
                others);
    }

    /**
     * @param lsn the position
     * @param bytesBehind WAL between it and the end
     * @param secondsBehind age of the oldest WAL that it has not reached, or at least so much
     */
    public record Progress(String lsn, Optional<Long> bytesBehind, Optional<Double> secondsBehind) {}

    /**
     * @param retainedBytes WAL that the server keeps because of the slot
     * @param allowedBytes {@code maxRetainedWal} of the definition
     * @param safeBytes what may still be written before the server gives the slot up; empty if nothing bounds it
     */
    public record SlotStatus(
            String name,
            boolean active,
            String walStatus,
            Optional<Long> retainedBytes,
            long allowedBytes,
            Optional<Long> safeBytes) {}

    /** Per second, over the last seconds. */
    public record Throughput(double rowsPerSecond, double bytesPerSecond, double transactionsPerSecond) {}

    /** Commit on the server to durable in Kafka, in seconds, as the two clocks have it. */
    public record Latency(double p50Seconds, double p99Seconds) {}

    /**
     * The copy as a whole.
     *
     * @param tables how many are copied
     * @param tablesDone how many of them are finished
     * @param rowsCopied rows that this copy has read
     * @param rowsEstimated rows that the catalog believes the tables have; empty if it does not know it of each
     * @param secondsLeft at the rate of the last minute; empty while it cannot be told
     */
    public record SnapshotStatus(
            int tables, int tablesDone, long rowsCopied, Optional<Long> rowsEstimated, Optional<Double> secondsLeft) {}

    /**
     * @param table {@code schema.name}
     * @param topic its topic
     * @param state {@code waiting}, {@code copying}, {@code copied}, {@code streaming}
     * @param rowsCopied rows that this process's snapshot has read
     * @param rowsEstimated rows that the catalog believes it has
     * @param changes changes that this process has written
     * @param bytes bytes of keys and values that this process has written
     * @param deadLetters changes and rows that this process has written to the dead-letter topic instead
     */
    public record TableStatus(
            String table,
            String topic,
            String state,
            Optional<Long> rowsCopied,
            Optional<Long> rowsEstimated,
            Optional<Long> changes,
            Optional<Long> bytes,
            Optional<Long> deadLetters) {}

    /** An error as it was shown. */
    public record LastError(String code, String object, String fact, Instant at) {}

    public PipelineStatus {
        tables = List.copyOf(tables);
        findings = List.copyOf(findings);
    }
}
