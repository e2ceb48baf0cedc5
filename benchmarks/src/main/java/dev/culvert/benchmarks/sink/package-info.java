/**
 * How fast a sink brings a backlog into its target, beside PostgreSQL's own subscription.
 *
 * <p>Core type: {@link dev.culvert.benchmarks.sink.SinkBenchmark}.
 */
package dev.culvert.benchmarks.sink;
