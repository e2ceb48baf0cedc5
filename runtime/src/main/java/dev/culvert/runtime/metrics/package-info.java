/**
 * The numbers of a running pipeline for Prometheus: {@link dev.culvert.runtime.metrics.PipelineMetrics}. Labels are bounded by
 * the definition: pipeline, table, and closed sets. {@code docs/metrics.md} lists every name; a test compares.
 *
 * <p>Enforced here: I12, in that no label holds a value of a row.
 */
package dev.culvert.runtime.metrics;
