package dev.culvert.benchmarks.turn;

/**
 * One system's turn. All expected records were found, each once.
 *
 * @param records that were expected
 * @param streamingSeconds from the first record in Kafka until the last could be read
 * @param totalSeconds from the start of the process until then
 * @param cpuSeconds of the process
 * @param serverCpuSeconds of PostgreSQL and the broker meanwhile
 * @param peakResidentBytes of the process
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
        long peakResidentBytes,
        long valueBytes) {

    /** Records a second while it streamed. */
    public double rate() {
        return records / streamingSeconds;
    }

    /** Records a second with the start of the process. */
    public double rateWithStart() {
        return records / totalSeconds;
    }
}
