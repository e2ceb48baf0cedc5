package dev.culvert.sink.flink.store;

import dev.culvert.sink.flink.source.PipelineElement;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;

/** A store that commits all of its tables at once, so that one task writes it, whatever the job's parallelism is. */
public interface OneWriterSink extends PipelineSink, Sink<PipelineElement> {

    @Override
    default void attach(DataStream<PipelineElement> topics) {
        topics.sinkTo(this).uid("sink-" + name()).setParallelism(1).name(name());
    }
}
