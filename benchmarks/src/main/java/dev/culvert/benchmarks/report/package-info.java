/**
 * Results as text and as JSON, with the machine that they are of.
 *
 * <p>Core types: {@link dev.culvert.benchmarks.report.Machine}, {@link dev.culvert.benchmarks.report.DrainReport}.
 */
package dev.culvert.benchmarks.report;
