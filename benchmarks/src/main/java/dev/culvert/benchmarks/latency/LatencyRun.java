package dev.culvert.benchmarks.latency;

/**
 * One system's turn. Every transaction's record was read, each once.
 *
 * @param transactions that were timed, the warm-up left out
 * @param fromCommit from the client's knowing of its commit to the record being polled
 * @param fromIssue from the client's asking for the commit
 * @param fromDue from when the transaction was due
 * @param commitItself from when the transaction was due to the client's knowing of its commit: PostgreSQL alone
 * @param cpuSeconds of the system, from its start to its end
 * @param serverCpuSeconds of PostgreSQL and the broker meanwhile
 */
public record LatencyRun(
        int round,
        String system,
        int transactions,
        Percentiles fromCommit,
        Percentiles fromIssue,
        Percentiles fromDue,
        Percentiles commitItself,
        double cpuSeconds,
        double serverCpuSeconds) {}
