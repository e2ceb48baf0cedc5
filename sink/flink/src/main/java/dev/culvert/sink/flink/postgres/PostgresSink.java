package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.source.Restarts;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** A PostgreSQL database that has the tables of the pipeline. With a parallelism of 1. */
public final class PostgresSink implements Sink<PipelineElement> {
    private static final long serialVersionUID = 1;

    private final PipelineTopics topics;
    private final String name;

    /** @param name of the sink in the definition */
    public PostgresSink(PipelineTopics topics, String name) {
        this.topics = topics;
        this.name = name;
    }

    /**
     * How far its tables are: the next offset of each partition of which anything is in them.
     *
     * @throws CulvertException as a session does
     */
    public Map<Place, Long> progress() {
        PostgresTarget target = target();
        try (Session session = target.open()) {
            Progress progress = Progress.read(session, target.name());
            progress.requireSame(topics.tables());
            return progress.offsets();
        }
    }

    /** The last transaction that is in its tables. @param transaction {@code txn_seq} */
    public record Last(long transaction, Lsn commitEndLsn) {}

    /** The last transaction that is in its tables; empty while there is none. */
    public Optional<Last> last() {
        PostgresTarget target = target();
        try (Session session = target.open()) {
            return Progress.last(session, target.name());
        }
    }

    public String name() {
        return name;
    }

    @Override
    public SinkWriter<PipelineElement> createWriter(WriterInitContext context) {
        try {
            return new PostgresWriter(target(), topics);
        } catch (CulvertException e) {
            throw Restarts.unlessItMayPass(e);
        }
    }

    private PostgresTarget target() {
        PipelineDefinition pipeline = topics.definition();
        SinkDefinition sink = pipeline.sinks().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CulvertException(
                        ErrorCode.USAGE,
                        "--sink " + name,
                        "The definition has no sink of this name.",
                        Changed.NOTHING,
                        "Give the name of an entry of sinks."));
        return new PostgresTarget(pipeline, sink);
    }
}
