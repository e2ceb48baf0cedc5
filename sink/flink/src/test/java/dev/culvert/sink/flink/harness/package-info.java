/** A database, a pipeline, its topics and a sink, for tests: {@link dev.culvert.sink.flink.harness.SinkScene}. */
package dev.culvert.sink.flink.harness;
