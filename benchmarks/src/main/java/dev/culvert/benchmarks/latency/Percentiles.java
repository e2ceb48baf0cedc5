package dev.culvert.benchmarks.latency;

import java.util.Arrays;

/** Of every single value, none left out or put into classes; in milliseconds. */
public record Percentiles(double p50, double p90, double p99, double p999, double max) {

    static Percentiles of(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Percentiles(at(sorted, 0.5), at(sorted, 0.9), at(sorted, 0.99), at(sorted, 0.999), at(sorted, 1.0));
    }

    /** The smallest value that at least this share of all is not above. */
    private static double at(long[] sorted, double share) {
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.max(0, index)] / 1e6;
    }
}
