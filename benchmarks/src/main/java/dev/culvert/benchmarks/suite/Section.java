package dev.culvert.benchmarks.suite;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One workload of a {@link Suite}.
 *
 * @param benchmark {@code drain}, {@code latency}, {@code snapshot} or {@code tables}
 * @param workload in words
 * @param result of the benchmark; null where it failed
 * @param failure empty where it did not
 */
public record Section(
        String benchmark, String workload, @JsonInclude(JsonInclude.Include.NON_NULL) Object result, String failure) {
    static Section of(Workload workload, Object result) {
        return new Section(workload.benchmark(), workload.name(), result, "");
    }

    static Section failed(Workload workload, String failure) {
        return new Section(workload.benchmark(), workload.name(), null, failure);
    }

    public boolean isFailed() {
        return !failure.isEmpty();
    }
}
