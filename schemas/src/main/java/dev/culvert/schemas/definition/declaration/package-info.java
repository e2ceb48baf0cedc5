/**
 * What a definition may hold, as data: {@link dev.culvert.schemas.definition.declaration.Section} with its
 * {@link dev.culvert.schemas.definition.declaration.Property properties} of a
 * {@link dev.culvert.schemas.definition.declaration.ValueType}, derived from the records by reflection. The reader, the JSON
 * Schema and the reference page walk the same tree.
 */
package dev.culvert.schemas.definition.declaration;
