package dev.culvert.benchmarks.sink;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One turn of a sink or of a subscription. The target held the source's rows afterwards, each as it is there.
 *
 * @param changes of the backlog
 * @param seconds from the start of the session that writes until the last commit could be seen
 * @param wholeSeconds from the start of the process, or from {@code ENABLE}, until then
 * @param cpuSeconds of the process until its end; 0 of a subscription, which has none
 * @param serverCpuSeconds of both servers and the broker until the last commit
 * @param peakResidentBytes of the process
 */
public record SinkTurn(
        int round,
        String system,
        long changes,
        double seconds,
        double wholeSeconds,
        double cpuSeconds,
        double serverCpuSeconds,
        long peakResidentBytes) {

    /** Changes a second. */
    @JsonProperty
    public double rate() {
        return changes / seconds;
    }

    /** Changes a second with the start. */
    @JsonProperty
    public double rateWithStart() {
        return changes / wholeSeconds;
    }
}
