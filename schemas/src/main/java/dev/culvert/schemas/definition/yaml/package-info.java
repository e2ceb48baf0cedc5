/**
 * A YAML document as a tree that knows where each part stands: {@link dev.culvert.schemas.definition.yaml.YamlNode}, made by
 * {@link dev.culvert.schemas.definition.yaml.YamlDocument} within limits on size, depth and aliases. Nothing here knows a
 * definition.
 *
 * <p>Enforced here: I12, no message quotes a value of the document.
 */
package dev.culvert.schemas.definition.yaml;
