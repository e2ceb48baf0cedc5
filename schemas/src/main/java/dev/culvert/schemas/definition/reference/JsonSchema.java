package dev.culvert.schemas.definition.reference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.schemas.definition.FormatDefinition;
import dev.culvert.schemas.definition.Kind;
import dev.culvert.schemas.definition.declaration.Declaration;
import dev.culvert.schemas.definition.declaration.Property;
import dev.culvert.schemas.definition.declaration.Section;
import dev.culvert.schemas.definition.declaration.Units;
import dev.culvert.schemas.definition.declaration.ValueType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The JSON Schema of a kind, draft-07, which editors know; a file of its own for each, since what an editor tells of a choice
 * between three is of little use. It says what a single key may be and which keys
 * exclude each other; what more keys must hold together is left to the reader.
 */
public final class JsonSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> SCALARS = List.of("string", "number", "boolean");

    private JsonSchema() {}

    /** The schema as text, with a line break at its end. */
    public static String render(Kind kind) {
        ObjectNode root = JSON.objectNode();
        root.put("$schema", "http://json-schema.org/draft-07/schema#");
        root.put("title", "Culvert " + kind.word().toLowerCase(Locale.ROOT));
        ObjectNode definition = section(Declaration.of(kind));
        ObjectNode properties = (ObjectNode) definition.get("properties");
        properties.set("apiVersion", constant(Declaration.API_VERSION));
        properties.set("kind", constant(kind.word()));
        ArrayNode required = (ArrayNode) definition.get("required");
        Declaration.HEADER.forEach(required::add);
        root.setAll(definition);
        try {
            return new ObjectMapper()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .writeValueAsString(root)
                            .replace("\r\n", "\n")
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode section(Section section) {
        ObjectNode node = JSON.objectNode();
        node.put("description", section.doc());
        node.put("type", "object");
        ObjectNode properties = node.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        for (Property property : section.properties()) {
            properties.set(property.key(), property(property));
            if (property.required()) {
                required.add(property.key());
            }
        }
        if (!required.isEmpty()) {
            node.set("required", required);
        }
        node.put("additionalProperties", false);
        if (!section.oneOf().isEmpty()) {
            ArrayNode oneOf = node.putArray("oneOf");
            section.oneOf().forEach(key -> oneOf.add(given(section, key)));
        }
        if (section.type() == FormatDefinition.class) {
            registryForAvroOnly(node);
        }
        return node;
    }

    /** A flag that is {@code false} counts as not given. */
    private static ObjectNode given(Section section, String key) {
        ObjectNode given = JSON.objectNode();
        given.putArray("required").add(key);
        boolean flag = section.find(key)
                .filter(property -> property.type() instanceof ValueType.Flag)
                .isPresent();
        if (flag) {
            given.putObject("properties").putObject(key).put("const", true);
        }
        return given;
    }

    private static void registryForAvroOnly(ObjectNode format) {
        ObjectNode json = format.putObject("if");
        json.putArray("required").add("value");
        json.putObject("properties").putObject("value").put("const", "json");
        format.putObject("then").putObject("not").putArray("required").add("registry");
        format.putObject("else").putArray("required").add("registry");
    }

    private static ObjectNode property(Property property) {
        ObjectNode node = type(property.type());
        node.put("description", property.doc());
        if (!(property.type() instanceof ValueType.Nested)) {
            property.defaultYaml()
                    .filter(yaml -> !yaml.contains("<pipeline>"))
                    .ifPresent(yaml -> node.set("default", Values.json(yaml)));
        }
        property.exampleYaml().ifPresent(yaml -> node.putArray("examples").add(Values.json(yaml)));
        return node;
    }

    private static ObjectNode type(ValueType type) {
        if (type instanceof ValueType.Nested nested) {
            return section(nested.section());
        }
        if (type instanceof ValueType.Text text) {
            return text(text.shape().map(ValueType.Shape::pattern));
        }
        if (type instanceof ValueType.FilePath) {
            return text(Optional.empty());
        }
        if (type instanceof ValueType.WholeNumber number) {
            return simple("integer").put("minimum", number.min()).put("maximum", number.max());
        }
        if (type instanceof ValueType.Flag) {
            return simple("boolean");
        }
        if (type instanceof ValueType.Size) {
            return text(Optional.of(Units.SIZE));
        }
        if (type instanceof ValueType.Time) {
            return text(Optional.of(Units.DURATION));
        }
        if (type instanceof ValueType.Choice choice) {
            ObjectNode node = simple("string");
            ArrayNode values = node.putArray("enum");
            choice.values().keySet().forEach(values::add);
            return node;
        }
        if (type instanceof ValueType.SecretPlace) {
            return secret();
        }
        if (type instanceof ValueType.ListOf list) {
            return list(list);
        }
        if (type instanceof ValueType.MapOf map) {
            return map(map);
        }
        return threshold();
    }

    private static ObjectNode secret() {
        ObjectNode node = JSON.objectNode();
        ArrayNode oneOf = node.putArray("oneOf");
        for (String key : List.of("env", "file")) {
            ObjectNode place = simple("object");
            place.putObject("properties").set(key, text(Optional.empty()));
            place.putArray("required").add(key);
            place.put("additionalProperties", false);
            oneOf.add(place);
        }
        return node;
    }

    private static ObjectNode list(ValueType.ListOf list) {
        ObjectNode node = simple("array");
        if (list.unused().isPresent()) {
            return node.put("maxItems", 0);
        }
        node.set("items", type(list.item()));
        return node.put("minItems", 1);
    }

    private static ObjectNode map(ValueType.MapOf map) {
        ObjectNode node = simple("object");
        if (map.keys().isEmpty()) {
            node.set("additionalProperties", scalar());
            return node;
        }
        ObjectNode properties = node.putObject("properties");
        for (ValueType.KnownKey key : map.keys()) {
            ObjectNode setting = scalar();
            setting.put("description", key.doc());
            setting.put("pattern", whole(key.pattern()));
            key.defaultValue().ifPresent(value -> setting.set("default", Values.json(value)));
            properties.set(key.key(), setting);
        }
        return node.put("additionalProperties", false);
    }

    private static ObjectNode threshold() {
        ObjectNode node = simple("array");
        ArrayNode either = node.putObject("items").putArray("anyOf");
        either.add(text(Optional.of(Units.DURATION)));
        either.add(text(Optional.of(Units.SIZE)));
        return node.put("minItems", 1).put("maxItems", 2);
    }

    private static ObjectNode scalar() {
        ObjectNode node = JSON.objectNode();
        SCALARS.forEach(node.putArray("type")::add);
        return node;
    }

    private static ObjectNode text(Optional<Pattern> pattern) {
        ObjectNode node = simple("string");
        pattern.ifPresentOrElse(shape -> node.put("pattern", whole(shape)), () -> node.put("minLength", 1));
        return node;
    }

    private static String whole(Pattern pattern) {
        return "^(" + pattern + ")$";
    }

    private static ObjectNode simple(String type) {
        return JSON.objectNode().put("type", type);
    }

    private static JsonNode constant(String value) {
        return JSON.objectNode().put("const", value);
    }
}
