package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.IcebergDefinition;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.definition.SinkTable;
import java.util.List;
import org.apache.iceberg.catalog.TableIdentifier;

/** What the definition says of one sink. */
final class IcebergTarget {
    private static final String OWN = "culvert";

    private final PipelineDefinition pipeline;
    private final SinkDefinition sink;

    IcebergTarget(PipelineDefinition pipeline, SinkDefinition sink) {
        this.pipeline = pipeline;
        this.sink = sink;
    }

    /** {@code pipeline/sink}: what its progress is kept under. */
    String name() {
        return pipeline.name() + "/" + sink.name();
    }

    IcebergDefinition iceberg() {
        return sink.iceberg().orElseThrow();
    }

    Lake open() {
        return Lake.open(iceberg());
    }

    /** The table whose properties are the sink's progress. */
    TableIdentifier progress() {
        return TableIdentifier.of(OWN, pipeline.name() + "__" + sink.name());
    }

    /** Whether a table of the source is wanted. */
    boolean takes(TableId table) {
        return sink.takes(table);
    }

    /** Its table here. */
    TableIdentifier target(TableId table) {
        TableId named = sink.target(table);
        return TableIdentifier.of(named.schema(), named.name());
    }

    /** Its entry. */
    SinkDefinition sink() {
        return sink;
    }

    /** How its rows arrive. */
    LakeArrival arrival(TableId table) {
        return LakeArrival.of(table, sink.rule(table));
    }

    /** What its table is partitioned by. */
    List<String> partitionBy(TableId table) {
        return sink.rule(table).map(SinkTable::partitionBy).orElse(List.of());
    }
}
