/**
 * What clients notice of a cutover: {@link dev.culvert.benchmarks.cutover.CutoverBenchmark}. pgbench's own log tells of those behind
 * a pooler, and tagged writes of those with connections of their own.
 */
package dev.culvert.benchmarks.cutover;
