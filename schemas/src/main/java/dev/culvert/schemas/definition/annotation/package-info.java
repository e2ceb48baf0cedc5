/**
 * What the records of a definition say of themselves: {@link dev.culvert.schemas.definition.annotation.Doc},
 * {@link dev.culvert.schemas.definition.annotation.Default}, {@link dev.culvert.schemas.definition.annotation.Matches} and the
 * others. The reader, its messages, the JSON Schema and the reference page are all made from these, so that none can differ.
 */
package dev.culvert.schemas.definition.annotation;
