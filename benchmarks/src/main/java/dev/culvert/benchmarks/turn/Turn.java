package dev.culvert.benchmarks.turn;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One system's turn. All expected records were found, each once.
 *
 * @param records that were expected
 * @param streamingSeconds from the first record in Kafka until the last could be read
 * @param totalSeconds from the start of the process until then
 * @param cpuSeconds of the process
 * @param serverCpuSeconds of PostgreSQL and the broker meanwhile
 * @param startCpuSeconds of the process until the first record was in Kafka
 * @param startServerCpuSeconds of PostgreSQL and the broker until then
 * @param peakResidentBytes of the process
 * @param allocatedBytes on its heap from its start to its end; 0 where its collector does not say
 * @param valueBytes of all records, uncompressed
 */
public record Turn(
        int round,
        String system,
        long records,
        double streamingSeconds,
        double totalSeconds,
        double cpuSeconds,
        double serverCpuSeconds,
        double startCpuSeconds,
        double startServerCpuSeconds,
        long peakResidentBytes,
        long allocatedBytes,
        long valueBytes) {

    /** Records a second while it streamed. */
    @JsonProperty
    public double rate() {
        return records / streamingSeconds;
    }

    /** Records a second with the start of the process. */
    @JsonProperty
    public double rateWithStart() {
        return records / totalSeconds;
    }

    /** Of processor time of the process for a record, the start left out. */
    @JsonProperty
    public double cpuMicrosPerRecord() {
        return (cpuSeconds - startCpuSeconds) * 1e6 / records;
    }

    /** Of processor time of PostgreSQL and the broker for a record, the start left out. */
    @JsonProperty
    public double serverCpuMicrosPerRecord() {
        return (serverCpuSeconds - startServerCpuSeconds) * 1e6 / records;
    }

    /** The start included. */
    @JsonProperty
    public double allocatedBytesPerRecord() {
        return (double) allocatedBytes / records;
    }
}
