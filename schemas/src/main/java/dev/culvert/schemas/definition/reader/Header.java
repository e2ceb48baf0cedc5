package dev.culvert.schemas.definition.reader;

import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.Quoted;
import dev.culvert.schemas.definition.declaration.Declaration;
import dev.culvert.schemas.definition.yaml.Location;
import dev.culvert.schemas.definition.yaml.YamlNode;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code apiVersion} and {@code kind}: they decide what the rest means, so another value ends the reading at once. */
final class Header {
    private static final Set<String> LATER_KINDS = Set.of("Migration", "Replication");

    private Header() {}

    static void check(YamlNode.Mapping root, Problems problems, String source) {
        check(root, "apiVersion", Declaration.API_VERSION, problems, source);
        check(root, "kind", Declaration.KIND, problems, source);
    }

    private static void check(YamlNode.Mapping root, String key, String expected, Problems problems, String source) {
        YamlNode.Entry entry = root.entries().get(key);
        if (entry == null) {
            problems.add(
                    ErrorCode.DEF_MISSING_KEY,
                    new Location(1, 1),
                    key,
                    "The key \"" + key + "\" is missing.",
                    "Begin the file with " + key + ": " + expected);
            return;
        }
        String found = entry.value() instanceof YamlNode.Scalar scalar ? scalar.text() : "";
        if (!found.equals(expected)) {
            throw new CulvertException(
                    ErrorCode.DEF_KIND,
                    source + ":" + entry.value().at() + " " + key,
                    LATER_KINDS.contains(found)
                            ? "The kind " + found + " is not in this version."
                            : Quoted.of(found) + " is not known.",
                    Changed.NOTHING,
                    "Write " + key + ": " + expected);
        }
    }

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
