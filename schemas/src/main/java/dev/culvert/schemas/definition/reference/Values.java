package dev.culvert.schemas.definition.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.schemas.definition.yaml.YamlDocument;
import dev.culvert.schemas.definition.yaml.YamlException;
import dev.culvert.schemas.definition.yaml.YamlNode;

/** Defaults and examples of the declaration, as JSON. */
final class Values {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Values() {}

    static JsonNode json(String yaml) {
        try {
            return json(YamlDocument.read(yaml));
        } catch (YamlException e) {
            throw new IllegalStateException("not YAML: " + yaml, e);
        }
    }

    static JsonNode json(YamlNode node) {
        if (node instanceof YamlNode.Sequence sequence) {
            ArrayNode array = JSON.arrayNode();
            sequence.items().forEach(item -> array.add(json(item)));
            return array;
        }
        if (node instanceof YamlNode.Mapping mapping) {
            ObjectNode object = JSON.objectNode();
            mapping.entries().values().forEach(entry -> object.set(entry.key(), json(entry.value())));
            return object;
        }
        YamlNode.Scalar scalar = (YamlNode.Scalar) node;
        return switch (scalar.kind()) {
            case NOTHING -> JSON.nullNode();
            case BOOLEAN -> JSON.booleanNode(Boolean.parseBoolean(scalar.text()));
            case INTEGER -> JSON.numberNode(new java.math.BigInteger(scalar.text()));
            case FRACTION -> JSON.numberNode(Double.parseDouble(scalar.text()));
            case TEXT -> JSON.textNode(scalar.text());
        };
    }
}
