/** The Flink job of a sink, in this process: {@link dev.culvert.sink.flink.job.SinkJob}. */
package dev.culvert.sink.flink.job;
