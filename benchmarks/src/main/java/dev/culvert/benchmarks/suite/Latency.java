package dev.culvert.benchmarks.suite;

/**
 * One system at one rate, from the commit's return to the record polled, in milliseconds.
 *
 * @param perSecond transactions that were asked for
 * @param committedPerSecond that the server made of it
 */
public record Latency(String system, int perSecond, double committedPerSecond, double p50, double p99, double p999) {}
