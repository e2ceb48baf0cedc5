package dev.culvert.sink.flink.job;

import java.util.Optional;

/**
 * How a job runs on a Flink of this process.
 *
 * @param parallelism how many tasks write a sink that several may write
 * @param pages the port of 127.0.0.1 where Flink serves its own pages about the job; empty for any that is free
 */
public record EmbeddedOptions(int parallelism, Optional<Integer> pages) {

    /** Without a port of its own for pages. */
    public static EmbeddedOptions of(int parallelism) {
        return new EmbeddedOptions(parallelism, Optional.empty());
    }
}
