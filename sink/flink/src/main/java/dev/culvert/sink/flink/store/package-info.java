/** What the job needs of any store: {@link dev.culvert.sink.flink.store.PipelineSink}. */
package dev.culvert.sink.flink.store;
