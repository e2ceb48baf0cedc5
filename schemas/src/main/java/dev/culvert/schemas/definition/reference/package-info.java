/**
 * What is generated from the declaration: {@link dev.culvert.schemas.definition.reference.JsonSchema} for editors and
 * {@link dev.culvert.schemas.definition.reference.ReferencePage} for people. Both lie in the repository; a test fails if they are
 * not what {@link dev.culvert.schemas.definition.reference.GenerateReference} writes.
 */
package dev.culvert.schemas.definition.reference;
