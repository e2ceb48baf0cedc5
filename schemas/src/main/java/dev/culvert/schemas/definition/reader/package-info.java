/**
 * The way into a definition: {@link dev.culvert.schemas.definition.reader.DefinitionReader} reads a file into records, or tells
 * every problem that it has, with line and column.
 *
 * <p>Enforced here: I12, no error repeats a secret of the file.
 */
package dev.culvert.schemas.definition.reader;
