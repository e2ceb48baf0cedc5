package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.source.Restarts;
import java.util.List;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The one task behind all writers: it writes how far all tables of the sink are, after they were committed and before a checkpoint is whole, so
 * that what the source has left behind is never lost.
 */
final class LakeProgressOperator extends AbstractStreamOperator<String>
        implements OneInputStreamOperator<String, String>, BoundedOneInput {
    private static final long serialVersionUID = 1;

    private final PipelineTopics topics;
    private final String sink;
    private final String run;
    private transient Lake lake;
    private transient SinkProgress progress;
    private transient SharesReached shares;

    /** @param run that has taken over */
    LakeProgressOperator(PipelineTopics topics, String sink, String run) {
        this.topics = topics;
        this.sink = sink;
        this.run = run;
    }

    @Override
    public void open() throws Exception {
        super.open();
        shares = new SharesReached(new Place(topics.transactions(), 0));
        restarting(() -> {
            IcebergTarget target = new IcebergTarget(topics.definition(), topics.sink(sink));
            lake = target.open();
            progress = SinkProgress.of(lake, target, run);
        });
    }

    @Override
    public void processElement(StreamRecord<String> reached) {
        shares.add(ShareReached.read(reached.getValue()));
    }

    /** Called when the messages of all writers have come that were sent before this checkpoint. */
    @Override
    public void prepareSnapshotPreBarrier(long checkpoint) {
        restarting(this::write);
    }

    @Override
    public void endInput() {
        restarting(this::write);
    }

    private void write() {
        shares.take().ifPresent(step -> {
            progress.requireMine(run);
            progress.write(step, progress.knowsAll(step.reached().keySet()) ? List.of() : topics.tables());
        });
    }

    private static void restarting(Runnable step) {
        try {
            Restarts.named(step);
        } catch (CulvertException e) {
            throw Restarts.unlessItMayPass(e);
        }
    }

    @Override
    public void close() throws Exception {
        if (lake != null) {
            lake.close();
        }
        super.close();
    }
}
