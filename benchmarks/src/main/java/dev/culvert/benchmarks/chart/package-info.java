/**
 * A report as a picture: SVG as text, without a script, a font or a library.
 *
 * <p>Core types: {@link dev.culvert.benchmarks.chart.Charts}, {@link dev.culvert.benchmarks.chart.Panel}.
 */
package dev.culvert.benchmarks.chart;
