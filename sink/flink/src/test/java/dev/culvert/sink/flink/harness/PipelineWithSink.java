package dev.culvert.sink.flink.harness;

import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;

/** Definitions of a pipeline whose servers nobody asks, for what is tried of a sink by itself. */
public final class PipelineWithSink {
    private PipelineWithSink() {}

    /** @param sink its entry, in braces */
    public static PipelineDefinition of(String sink) {
        return DefinitionReader.read(
                """
                apiVersion: culvert/v1
                kind: Pipeline
                metadata: {name: shop}
                source:
                  postgres: {url: "postgresql://u@127.0.0.1/shop"}
                  tables: [{table: "*.*"}]
                kafka: {bootstrap: "127.0.0.1:9092"}
                format: {registry: {url: "http://127.0.0.1:8080"}}
                sinks: [%s]
                """
                        .formatted(sink),
                "shop.yaml",
                PipelineDefinition.class);
    }
}
