/**
 * How fast a system works off what was written while it was away.
 *
 * <p>Core type: {@link dev.culvert.benchmarks.drain.DrainBenchmark}.
 */
package dev.culvert.benchmarks.drain;
