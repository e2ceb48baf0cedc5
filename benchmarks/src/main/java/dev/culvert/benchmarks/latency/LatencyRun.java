package dev.culvert.benchmarks.latency;

/**
 * One system's turn. Every transaction's record was read, each once.
 *
 * @param perSecond transactions that were asked for
 * @param committedPerSecond that the server made of it: where it is less, what is measured is the wait for the server
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
        int perSecond,
        double committedPerSecond,
        int transactions,
        Percentiles fromCommit,
        Percentiles fromIssue,
        Percentiles fromDue,
        Percentiles commitItself,
        double cpuSeconds,
        double serverCpuSeconds) {}
