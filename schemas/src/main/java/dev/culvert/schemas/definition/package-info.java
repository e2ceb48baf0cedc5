/**
 * The definition that a user writes, as records: {@link dev.culvert.schemas.definition.PipelineDefinition} and its sections.
 * One declaration gives the reader, its messages, the JSON Schema and the reference page.
 *
 * <p>Enforced here: I12, by secrets being references ({@link dev.culvert.schemas.definition.SecretReference}) that only their
 * user resolves, into a {@link dev.culvert.schemas.definition.Secret} that does not print.
 */
package dev.culvert.schemas.definition;
