package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.source.Restarts;
import dev.culvert.sink.flink.store.PipelineSink;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Iceberg tables that are those of the pipeline. With a parallelism of 1. */
public final class IcebergSink implements PipelineSink {
    private static final long serialVersionUID = 1;

    private final PipelineTopics topics;
    private final String name;

    /** @param name of the sink in the definition */
    public IcebergSink(PipelineTopics topics, String name) {
        this.topics = topics;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<Place, Long> progress() {
        IcebergTarget target = target();
        try (Lake lake = target.open()) {
            Optional<SinkProgress> progress = SinkProgress.find(lake, target);
            progress.ifPresent(known -> known.requireSame(topics.tables()));
            return progress.map(SinkProgress::offsets).orElse(Map.of());
        }
    }

    @Override
    public Optional<Last> last() {
        IcebergTarget target = target();
        try (Lake lake = target.open()) {
            return SinkProgress.find(lake, target).flatMap(SinkProgress::last);
        }
    }

    @Override
    public boolean takes(TableId table) {
        return target().takes(table);
    }

    @Override
    public SinkWriter<PipelineElement> createWriter(WriterInitContext context) {
        try {
            return new IcebergWriter(target(), topics, context.metricGroup());
        } catch (CulvertException e) {
            throw Restarts.unlessItMayPass(e);
        }
    }

    private IcebergTarget target() {
        return new IcebergTarget(topics.definition(), topics.sink(name));
    }
}
