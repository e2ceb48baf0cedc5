/**
 * What JMH measures of decoding and encoding needs: a table, its messages, and what takes the rows. The benchmarks themselves lie in
 * the packages of the classes that they measure, which nobody else is to see.
 *
 * <p>Core types: {@link dev.culvert.benchmarks.jmh.SampleOrders}, {@link dev.culvert.benchmarks.jmh.RowUse}.
 */
package dev.culvert.benchmarks.jmh;
