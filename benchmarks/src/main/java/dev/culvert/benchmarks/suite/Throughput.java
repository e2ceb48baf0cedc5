package dev.culvert.benchmarks.suite;

/**
 * One system on one workload, medians of its turns; 0 is what was not measured.
 *
 * @param benchmark {@code drain} or {@code snapshot}
 * @param perSecond changes or rows
 * @param toRecvlogical times {@code pg_recvlogical} of the same round
 * @param toServer times Debezium Server of the same round
 * @param cpuMicros of the process for a change, without its start
 * @param serverCpuMicros of PostgreSQL and the broker for a change
 * @param allocatedBytes for a change
 * @param peakResidentBytes of the process
 */
public record Throughput(
        String benchmark,
        String workload,
        String system,
        double perSecond,
        double toRecvlogical,
        double toServer,
        double cpuMicros,
        double serverCpuMicros,
        double allocatedBytes,
        double peakResidentBytes) {}
