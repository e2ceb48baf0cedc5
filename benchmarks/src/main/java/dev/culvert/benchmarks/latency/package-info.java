/**
 * How long after its commit a change can be consumed, at a steady rate of small transactions.
 *
 * <p>Core types: {@link dev.culvert.benchmarks.latency.LatencyBenchmark};
 * {@link dev.culvert.benchmarks.latency.Stopwatch}, the moments of every transaction.
 */
package dev.culvert.benchmarks.latency;
