package dev.culvert.benchmarks.system;

/**
 * A command of Culvert's, run to its end.
 *
 * @param words what was given
 * @param seconds from the start of its JVM to its end
 * @param cpuSeconds of all its threads, as they were last seen
 * @param peakResidentBytes of memory, as they were last seen
 */
public record CommandRun(String words, double seconds, double cpuSeconds, long peakResidentBytes) {}
