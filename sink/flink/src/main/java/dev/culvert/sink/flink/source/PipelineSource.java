package dev.culvert.sink.flink.source;

import dev.culvert.sink.flink.merge.Place;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Everything that a pipeline wrote, in the order of commits. With a parallelism of 1.
 *
 * <p>After a failure within a run it goes on where the last checkpoint was; at a start where {@code from} says, also if that is given a savepoint:
 * what another run has read may not be in the store any more.
 */
public final class PipelineSource implements Source<PipelineElement, PipelineSplit, List<PipelineSplit>> {
    private static final long serialVersionUID = 1;

    private final PipelineTopics topics;
    private final TreeMap<Place, Long> from;
    private final String run = UUID.randomUUID().toString();
    private final boolean untilNow;
    private final boolean setsAside;

    /**
     * @param from the next offset to read, of partitions of which anything was read before
     * @param untilNow whether it ends when everything that is in the topics when it starts has come
     * @param setsAside whether records that cannot be read are handed on as what they are; else it stops
     */
    public PipelineSource(PipelineTopics topics, Map<Place, Long> from, boolean untilNow, boolean setsAside) {
        this.topics = topics;
        this.from = new TreeMap<>(from);
        this.untilNow = untilNow;
        this.setsAside = setsAside;
    }

    @Override
    public Boundedness getBoundedness() {
        return untilNow ? Boundedness.BOUNDED : Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SplitEnumerator<PipelineSplit, List<PipelineSplit>> createEnumerator(
            SplitEnumeratorContext<PipelineSplit> context) {
        return new PipelineEnumerator(context, List.of(start()));
    }

    @Override
    public SplitEnumerator<PipelineSplit, List<PipelineSplit>> restoreEnumerator(
            SplitEnumeratorContext<PipelineSplit> context, List<PipelineSplit> unassigned) {
        return new PipelineEnumerator(context, unassigned);
    }

    private PipelineSplit start() {
        return new PipelineSplit(run, from);
    }

    @Override
    public SimpleVersionedSerializer<PipelineSplit> getSplitSerializer() {
        return PipelineSplit.SERIALIZER;
    }

    @Override
    public SimpleVersionedSerializer<List<PipelineSplit>> getEnumeratorCheckpointSerializer() {
        return PipelineEnumerator.SERIALIZER;
    }

    @Override
    public SourceReader<PipelineElement, PipelineSplit> createReader(SourceReaderContext context) {
        return new PipelineReader(topics, start(), untilNow, setsAside);
    }
}
