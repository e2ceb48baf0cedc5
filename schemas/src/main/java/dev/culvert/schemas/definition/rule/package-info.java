/**
 * What must hold between the keys of a definition, beyond the shape of each: one
 * {@link dev.culvert.schemas.definition.rule.Rule} per section, all of them in
 * {@link dev.culvert.schemas.definition.rule.Rules}.
 */
package dev.culvert.schemas.definition.rule;
