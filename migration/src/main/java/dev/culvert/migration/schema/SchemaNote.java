package dev.culvert.migration.schema;

/**
 * Something that is not on the target as it is on the source, and that a person should know.
 *
 * @param object such as {@code role app}
 * @param fact in one sentence
 */
public record SchemaNote(String object, String fact) {}
