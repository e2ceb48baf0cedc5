package dev.culvert.schemas.definition.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A part of a document and where it begins. */
public sealed interface YamlNode {

    Location at();

    /** What it is, in words, without its value: {@code a mapping}, {@code the number}. */
    String describe();

    /**
     * @param text as it stands, without quotes
     * @param kind what it is by YAML 1.2's core schema; quoted text is always {@link ScalarKind#TEXT}
     */
    record Scalar(Location at, String text, ScalarKind kind) implements YamlNode {
        @Override
        public String describe() {
            return kind.words();
        }
    }

    /** Items in their order. */
    record Sequence(Location at, List<YamlNode> items) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String describe() {
            return "a list";
        }
    }

    /**
     * @param entries by key, in their order; of a key that is given twice the first
     * @param duplicates keys that were given again
     */
    record Mapping(Location at, Map<String, Entry> entries, List<Duplicate> duplicates) implements YamlNode {
        public Mapping {
            entries = new LinkedHashMap<>(entries);
            duplicates = List.copyOf(duplicates);
        }

        @Override
        public String describe() {
            return "a mapping";
        }
    }

    /** @param at where the key stands */
    record Entry(Location at, String key, YamlNode value) {}

    /** A key that had been given already. */
    record Duplicate(Location at, String key, Location first) {}
}
