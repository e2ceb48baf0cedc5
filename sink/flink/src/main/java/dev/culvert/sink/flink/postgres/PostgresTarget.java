package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.connection.ConnectionSettings;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SessionOptions;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.definition.SinkTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the definition says of one sink. For one thread. */
public final class PostgresTarget {
    private final PipelineDefinition pipeline;
    private final SinkDefinition sink;
    private final Map<TableId, Boolean> taken = new HashMap<>();

    public PostgresTarget(PipelineDefinition pipeline, SinkDefinition sink) {
        this.pipeline = pipeline;
        this.sink = sink;
    }

    /** {@code pipeline/sink}: what its progress is kept under. */
    String name() {
        return pipeline.name() + "/" + sink.name();
    }

    Session open() {
        return new Sessions(ConnectionSettings.of(sink.postgres().orElseThrow(), pipeline.name()))
                .open(SessionOptions.bulk("sink"));
    }

    /** Whether a table of the source is wanted. */
    boolean takes(TableId table) {
        return taken.computeIfAbsent(table, sink::takes);
    }

    /** Its table here. */
    TableId target(TableId table) {
        return sink.target(table);
    }

    /** Its entry. */
    SinkDefinition sink() {
        return sink;
    }

    /** What is said of a table. */
    Optional<SinkTable> rule(TableId table) {
        return sink.rule(table);
    }
}
