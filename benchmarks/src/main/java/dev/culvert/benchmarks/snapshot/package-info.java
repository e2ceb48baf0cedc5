/**
 * How fast a system copies a table that is there already.
 *
 * <p>Core type: {@link dev.culvert.benchmarks.snapshot.SnapshotBenchmark}.
 */
package dev.culvert.benchmarks.snapshot;
