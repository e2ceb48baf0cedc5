package dev.culvert.benchmarks.copy;

/** One copy. */
public record CopyTurn(int round, String system, double seconds) {}
