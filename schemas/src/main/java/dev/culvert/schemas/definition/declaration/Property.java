package dev.culvert.schemas.definition.declaration;

import java.util.Optional;

/**
 * One key of a section.
 *
 * @param key as it is written: the name of the component, unless an annotation says otherwise
 * @param optional whether the component is an {@link Optional}
 * @param defaultYaml what holds where the key is not given, as YAML
 * @param exampleYaml a value, as YAML
 */
public record Property(
        String key,
        String doc,
        ValueType type,
        boolean required,
        boolean optional,
        Optional<String> defaultYaml,
        Optional<String> exampleYaml) {}
