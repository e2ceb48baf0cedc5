package dev.culvert.sink.flink.job;

/**
 * How a job is given to a cluster.
 *
 * @param parallelism how many tasks write a sink that several may write
 * @param replace whether a job of the same sinks that runs there is ended first
 * @param detached whether it is left alone there
 */
public record ClusterOptions(int parallelism, boolean replace, boolean detached) {}
