package dev.culvert.schemas.definition.reader;

import dev.culvert.schemas.definition.Kind;
import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.Quoted;
import dev.culvert.schemas.definition.declaration.Declaration;
import dev.culvert.schemas.definition.yaml.Location;
import dev.culvert.schemas.definition.yaml.YamlNode;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code apiVersion} and {@code kind}: they decide what the rest means, so another value ends the reading at once. */
final class Header {
    private static final String KIND = "kind";

    private Header() {}

    /** What the document says that it is; where it says nothing, what it looks like. */
    static Kind check(YamlNode.Mapping root, Problems problems, String source) {
        Optional<Value> version = value(root, "apiVersion", Declaration.API_VERSION, problems);
        version.filter(value -> !value.text().equals(Declaration.API_VERSION)).ifPresent(value -> {
            throw unknown(value, source, "apiVersion: " + Declaration.API_VERSION);
        });
        Kind likely = likely(root);
        return value(root, KIND, likely.word(), problems)
                .map(value -> Kind.of(value.text()).orElseThrow(() -> unknown(value, source, choices())))
                .orElse(likely);
    }

    private static Optional<Value> value(YamlNode.Mapping root, String key, String example, Problems problems) {
        YamlNode.Entry entry = root.entries().get(key);
        if (entry == null) {
            problems.add(
                    ErrorCode.DEF_MISSING_KEY,
                    new Location(1, 1),
                    key,
                    "The key \"" + key + "\" is missing.",
                    "Begin the file with " + key + ": " + example);
            return Optional.empty();
        }
        String text = entry.value() instanceof YamlNode.Scalar scalar ? scalar.text() : "";
        return Optional.of(new Value(key, text, entry.value().at()));
    }

    private static CulvertException unknown(Value value, String source, String instead) {
        return new CulvertException(
                ErrorCode.DEF_KIND,
                source + ":" + value.at() + " " + value.key(),
                Quoted.of(value.text()) + " is not known.",
                Changed.NOTHING,
                "Write " + instead);
    }

    private static String choices() {
        return Arrays.stream(Kind.values()).map(kind -> KIND + ": " + kind).collect(Collectors.joining(", or "));
    }

    /** So that the rest of a file without a kind is told about as well. */
    private static Kind likely(YamlNode.Mapping root) {
        if (!root.entries().containsKey("target")) {
            return Kind.PIPELINE;
        }
        YamlNode.Entry tables = root.entries().get("tables");
        return tables != null && tables.value() instanceof YamlNode.Sequence ? Kind.REPLICATION : Kind.MIGRATION;
    }

    private record Value(String key, String text, Location at) {}

    /** The document without its header, for the sections. */
    static YamlNode.Mapping without(YamlNode.Mapping root) {
        Map<String, YamlNode.Entry> entries = new LinkedHashMap<>(root.entries());
        Declaration.HEADER.forEach(entries::remove);
        return new YamlNode.Mapping(root.at(), entries, root.duplicates());
    }

    /** The pipeline's name as a part of an SQL name; of a name that cannot be one, something that can. */
    static String defaultName(YamlNode.Mapping root) {
        return Optional.ofNullable(root.entries().get("metadata"))
                .map(YamlNode.Entry::value)
                .filter(YamlNode.Mapping.class::isInstance)
                .map(metadata -> ((YamlNode.Mapping) metadata).entries().get("name"))
                .map(YamlNode.Entry::value)
                .filter(YamlNode.Scalar.class::isInstance)
                .map(name -> ((YamlNode.Scalar) name).text())
                .filter(name -> name.matches("[a-z0-9-]{1,40}"))
                .map(name -> name.replace('-', '_'))
                .orElse("pipeline");
    }
}
