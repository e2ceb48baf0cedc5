package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.source.Restarts;
import org.apache.flink.runtime.metrics.groups.InternalSinkWriterMetricGroup;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * A task that writes its share of the tables: at each checkpoint, before the barrier goes on, it commits them and tells {@link
 * LakeProgressOperator} how far they are ({@link ShareReached}). It has no state: the tables have.
 */
final class LakeWriterOperator extends AbstractStreamOperator<String>
        implements OneInputStreamOperator<PipelineElement, String>, BoundedOneInput {
    private static final long serialVersionUID = 1;

    private final PipelineTopics topics;
    private final String sink;
    private final String run;
    private final int writers;
    private transient IcebergWriter writer;

    /**
     * @param run that has taken over
     * @param writers how many tasks are asked for
     */
    LakeWriterOperator(PipelineTopics topics, String sink, String run, int writers) {
        this.topics = topics;
        this.sink = sink;
        this.run = run;
        this.writers = writers;
    }

    @Override
    public void open() throws Exception {
        super.open();
        LakeShare share = LakeShare.of(getRuntimeContext().getTaskInfo(), writers);
        try {
            writer = Restarts.named(() -> new IcebergWriter(
                    new IcebergTarget(topics.definition(), topics.sink(sink)),
                    topics,
                    run,
                    share,
                    InternalSinkWriterMetricGroup.wrap(getMetricGroup()),
                    reached -> output.collect(new StreamRecord<>(reached.json()))));
        } catch (CulvertException e) {
            throw Restarts.unlessItMayPass(e);
        }
    }

    @Override
    public void processElement(StreamRecord<PipelineElement> element) {
        writer.write(element.getValue());
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpoint) {
        writer.flush(false);
    }

    @Override
    public void endInput() {
        writer.flush(true);
    }

    @Override
    public void close() throws Exception {
        if (writer != null) {
            writer.close();
        }
        super.close();
    }
}
