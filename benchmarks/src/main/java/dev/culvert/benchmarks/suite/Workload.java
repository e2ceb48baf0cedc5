package dev.culvert.benchmarks.suite;

import dev.culvert.benchmarks.rig.Rig;
import java.io.PrintWriter;
import java.util.function.Function;

/**
 * One benchmark on one workload.
 *
 * @param benchmark {@code drain}, {@code latency}, {@code snapshot} or {@code tables}
 * @param name in words
 * @param run on servers that nothing else has used
 */
record Workload(String benchmark, String name, Function<Rig, Measured> run) {

    /**
     * @param result for JSON
     * @param text of it
     */
    record Measured(Object result, Text text) {}

    interface Text {
        void print(PrintWriter out);
    }
}
