/**
 * Flink's source over a pipeline's topics: {@link dev.culvert.sink.flink.source.PipelineSource}. One reader has all partitions, since it puts
 * them into the order of commits; its state is where the last whole transaction ends in each of them.
 */
package dev.culvert.sink.flink.source;
