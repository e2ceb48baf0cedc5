/**
 * What thousands of tables cost before anything is streamed.
 *
 * <p>Core type: {@link dev.culvert.benchmarks.tables.TablesBenchmark}.
 */
package dev.culvert.benchmarks.tables;
