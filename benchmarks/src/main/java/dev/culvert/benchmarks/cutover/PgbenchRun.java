package dev.culvert.benchmarks.cutover;

import dev.culvert.benchmarks.BenchmarkException;
import java.time.Duration;
import java.util.List;

/**
 * What pgbench says of a run.
 *
 * @param transactions that were committed
 * @param failed that were not: those that it counts, and one for each client that it gave up
 * @param longest of all, also of those that failed
 */
record PgbenchRun(long transactions, long failed, Duration longest) {
    private static final int TIME = 2;
    private static final String FAILED = "failed";

    /**
     * @param code pgbench's exit code
     * @param output what it printed
     * @param log a line each transaction: client, number, microseconds or a word, script, second, microsecond
     */
    static PgbenchRun of(int code, List<String> output, List<String> log) {
        long aborted = output.stream().filter(line -> line.contains(" aborted")).count();
        if (log.isEmpty() || code != 0 && aborted == 0) {
            throw new BenchmarkException("pgbench ended with " + code + ": " + output);
        }
        long committed = 0;
        long refused = 0;
        long longest = 0;
        for (String line : log) {
            String time = line.split(" ")[TIME];
            if (time.startsWith(FAILED) || time.equals("serialization") || time.equals("deadlock")) {
                refused++;
            } else {
                committed++;
                longest = Math.max(longest, Long.parseLong(time));
            }
        }
        return new PgbenchRun(committed, refused + aborted, Duration.ofNanos(longest * 1000));
    }
}
