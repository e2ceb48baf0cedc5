package dev.culvert.sink.flink.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Gives the only split to the only reader. Its state is the split while nobody has it. */
final class PipelineEnumerator implements SplitEnumerator<PipelineSplit, List<PipelineSplit>> {
    static final SimpleVersionedSerializer<List<PipelineSplit>> SERIALIZER = new Form();

    private final SplitEnumeratorContext<PipelineSplit> context;
    private final List<PipelineSplit> unassigned;

    PipelineEnumerator(SplitEnumeratorContext<PipelineSplit> context, List<PipelineSplit> unassigned) {
        this.context = context;
        this.unassigned = new ArrayList<>(unassigned);
    }

    @Override
    public void start() {
        // the reader comes by itself
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {
        // the reader does not ask
    }

    @Override
    public void addSplitsBack(List<PipelineSplit> splits, int subtask) {
        unassigned.addAll(splits);
    }

    @Override
    public void addReader(int subtask) {
        unassigned.forEach(split -> context.assignSplit(split, subtask));
        unassigned.clear();
        context.signalNoMoreSplits(subtask);
    }

    @Override
    public List<PipelineSplit> snapshotState(long checkpoint) {
        return List.copyOf(unassigned);
    }

    @Override
    public void close() {
        // it holds nothing
    }

    private static final class Form implements SimpleVersionedSerializer<List<PipelineSplit>> {
        @Override
        public int getVersion() {
            return PipelineSplit.SERIALIZER.getVersion();
        }

        /** Nothing, or the split. */
        @Override
        public byte[] serialize(List<PipelineSplit> splits) throws IOException {
            return splits.isEmpty() ? new byte[0] : PipelineSplit.SERIALIZER.serialize(splits.get(0));
        }

        @Override
        public List<PipelineSplit> deserialize(int version, byte[] bytes) throws IOException {
            return bytes.length == 0 ? List.of() : List.of(PipelineSplit.SERIALIZER.deserialize(version, bytes));
        }
    }
}
