package dev.culvert.schemas.definition.declaration;

import java.util.List;
import java.util.Optional;

/**
 * A mapping with known keys: one record.
 *
 * @param oneOf of these keys exactly one must be given; empty if there is no such rule
 */
public record Section(Class<? extends Record> type, String doc, List<Property> properties, List<String> oneOf) {
    public Section {
        properties = List.copyOf(properties);
        oneOf = List.copyOf(oneOf);
    }

    /** The property of a key. */
    public Optional<Property> find(String key) {
        return properties.stream()
                .filter(property -> property.key().equals(key))
                .findFirst();
    }
}
