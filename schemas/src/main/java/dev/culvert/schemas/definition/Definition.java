package dev.culvert.schemas.definition;

/** A document, read and found good. Immutable. */
public sealed interface Definition permits PipelineDefinition, MigrationDefinition, ReplicationDefinition {

    Kind kind();

    /** What it calls itself: {@code metadata.name}. */
    String name();
}
