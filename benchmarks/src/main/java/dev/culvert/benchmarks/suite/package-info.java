/**
 * Every workload in one run, and what they say together.
 *
 * <p>Core types: {@link dev.culvert.benchmarks.suite.Suite}, {@link dev.culvert.benchmarks.suite.Section}.
 */
package dev.culvert.benchmarks.suite;
