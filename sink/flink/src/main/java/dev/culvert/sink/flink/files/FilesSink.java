package dev.culvert.sink.flink.files;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.source.Restarts;
import dev.culvert.sink.flink.store.OneWriterSink;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Parquet files of the pipeline's changes. */
public final class FilesSink implements OneWriterSink {
    private static final long serialVersionUID = 1;

    private final PipelineTopics topics;
    private final String name;
    /** The log's id, by which a task knows that it sees the same folder as the command. */
    private String log = "";

    /** @param name of the sink in the definition */
    public FilesSink(PipelineTopics topics, String name) {
        this.topics = topics;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    /** Making the folder ready ends nobody's run. */
    @Override
    public void check() {
        folder().prepare();
    }

    @Override
    public void prepare() {
        log = folder().prepare();
    }

    @Override
    public Map<Place, Long> progress() {
        Optional<CommitRecord> seen = folder().seen();
        seen.ifPresent(record -> ReadTopics.requireSame(record, topics.tables()));
        return seen.map(CommitRecord::positions).orElse(Map.of());
    }

    @Override
    public Optional<Last> last() {
        return folder().seen().flatMap(CommitRecord::last);
    }

    @Override
    public boolean takes(TableId table) {
        return target().takes(table);
    }

    @Override
    public SinkWriter<PipelineElement> createWriter(WriterInitContext context) {
        try {
            return Restarts.named(() -> new FilesWriter(target(), topics, log, context.metricGroup()));
        } catch (CulvertException e) {
            throw Restarts.unlessItMayPass(e);
        }
    }

    private LogFolder folder() {
        return new LogFolder(Disk.LOCAL, target().directory(), target().name());
    }

    private FilesTarget target() {
        return new FilesTarget(topics.definition(), topics.sink(name));
    }
}
