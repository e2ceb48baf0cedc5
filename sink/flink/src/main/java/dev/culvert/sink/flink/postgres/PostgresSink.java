package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.source.Restarts;
import dev.culvert.sink.flink.store.OneWriterSink;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/** A PostgreSQL database that has the tables of the pipeline. */
public final class PostgresSink implements OneWriterSink {
    private static final long serialVersionUID = 1;

    private final PipelineTopics topics;
    private final String name;

    /** @param name of the sink in the definition */
    public PostgresSink(PipelineTopics topics, String name) {
        this.topics = topics;
        this.name = name;
    }

    /** @throws CulvertException as a session does */
    @Override
    public Map<Place, Long> progress() {
        PostgresTarget target = target();
        try (Session session = target.open()) {
            Progress progress = Progress.read(session, target.name());
            progress.requireSame(topics.tables());
            return progress.offsets();
        }
    }

    /** @throws CulvertException {@link ErrorCode#SINK_TABLE} too, if rows are older than letters, which nobody writes any more */
    @Override
    public void check() {
        progress();
        PostgresTarget target = target();
        if (!target.sink().writesLetters()) {
            try (Session session = target.open()) {
                OpenRows.requireNone(session, target.name());
            }
        }
    }

    @Override
    public Optional<Last> last() {
        PostgresTarget target = target();
        try (Session session = target.open()) {
            return Progress.last(session, target.name());
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean takes(TableId table) {
        return target().takes(table);
    }

    @Override
    public SinkWriter<PipelineElement> createWriter(WriterInitContext context) {
        return writer(context.metricGroup());
    }

    SinkWriter<PipelineElement> writer(SinkWriterMetricGroup metrics) {
        try {
            return Restarts.named(() -> new PostgresWriter(target(), topics, metrics));
        } catch (CulvertException e) {
            throw Restarts.unlessItMayPass(e);
        }
    }

    private PostgresTarget target() {
        return new PostgresTarget(topics.definition(), topics.sink(name));
    }
}
