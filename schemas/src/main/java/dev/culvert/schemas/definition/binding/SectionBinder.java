package dev.culvert.schemas.definition.binding;

import dev.culvert.schemas.definition.declaration.Property;
import dev.culvert.schemas.definition.declaration.Section;
import dev.culvert.schemas.definition.declaration.ValueType;
import dev.culvert.schemas.definition.yaml.Location;
import dev.culvert.schemas.definition.yaml.YamlDocument;
import dev.culvert.schemas.definition.yaml.YamlException;
import dev.culvert.schemas.definition.yaml.YamlNode;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Binds mappings to sections, and lists and sections below them. One per document; not thread-safe. */
public final class SectionBinder {
    private final Problems problems;
    private final ScalarBinder scalars;
    private final SecretBinder secrets;
    private final MapBinder maps;
    private final String defaultName;

    /**
     * @param directory where relative paths begin
     * @param defaultName what {@code <pipeline>} in a default stands for
     */
    public SectionBinder(Problems problems, Path directory, String defaultName) {
        this.problems = problems;
        this.scalars = new ScalarBinder(problems, directory);
        this.secrets = new SecretBinder(problems, directory);
        this.maps = new MapBinder(problems, scalars);
        this.defaultName = defaultName;
    }

    /** The section's values; problems are gathered on the way. */
    public SectionView bind(Section section, YamlNode.Mapping node, String path) {
        SectionView view = new SectionView(section, path, node);
        UnknownKeys.report(problems, view);
        for (Property property : section.properties()) {
            bind(property, view);
        }
        checkOneOf(view);
        return view;
    }

    private void bind(Property property, SectionView view) {
        YamlNode.Entry entry = view.node().entries().get(property.key());
        if (entry != null) {
            bindGiven(property, entry.value(), view);
        } else if (property.required()) {
            view.markUnreadable(property);
            problems.add(
                    ErrorCode.DEF_MISSING_KEY,
                    view.at(),
                    view.path(property.key()),
                    "The key " + Quoted.of(property.key()) + " is missing.",
                    "Add " + property.key() + ": " + property.type().expected() + ".");
        } else if (property.defaultYaml().isPresent()) {
            bindGiven(property, fallback(property.defaultYaml().get(), view.at()), view);
        } else if (property.type() instanceof ValueType.ListOf) {
            view.put(property, List.of());
        } else if (property.type() instanceof ValueType.MapOf map) {
            view.put(property, MapBinder.defaults(map));
        }
    }

    private void bindGiven(Property property, YamlNode node, SectionView view) {
        String path = view.path(property.key());
        Optional<?> value;
        if (node instanceof YamlNode.Scalar nothing && nothing.text().isEmpty() && scalars.isNothing(nothing)) {
            value = Optional.empty();
            problems.add(
                    ErrorCode.DEF_TYPE,
                    node.at(),
                    path,
                    "The key has no value.",
                    "Give it " + property.type().expected() + ", or take the key out.");
        } else if (property.type() instanceof ValueType.Nested nested) {
            value = nested(property, nested, node, path, view);
        } else if (property.type() instanceof ValueType.ListOf list) {
            value = list(property, list, node, path, view);
        } else if (property.type() instanceof ValueType.MapOf map) {
            value = maps.bind(map, node, path);
        } else if (property.type() instanceof ValueType.SecretPlace) {
            value = secrets.bind(node, path);
        } else {
            value = scalars.bind(property.type(), node, path);
        }
        if (value.isPresent()) {
            view.put(property, value.get());
        } else {
            view.markUnreadable(property);
        }
    }

    private Optional<Record> nested(
            Property property, ValueType.Nested type, YamlNode node, String path, SectionView view) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            scalars.wrongType(type, node, path);
            return Optional.empty();
        }
        SectionView child = bind(type.section(), mapping, path);
        view.putChildren(property, List.of(child));
        return child.record();
    }

    private Optional<List<?>> list(
            Property property, ValueType.ListOf type, YamlNode node, String path, SectionView view) {
        if (!(node instanceof YamlNode.Sequence sequence)) {
            scalars.wrongType(type, node, path);
            return Optional.empty();
        }
        if (type.unused().isPresent()) {
            if (!sequence.items().isEmpty()) {
                problems.add(ErrorCode.DEF_VALUE, node.at(), path, type.unused().get(), "Take the entries out.");
            }
            return Optional.of(List.of());
        }
        if (sequence.items().isEmpty()) {
            problems.add(
                    ErrorCode.DEF_VALUE, node.at(), path, "The list is empty.", "Give it an entry, or take it out.");
            return Optional.empty();
        }
        return type.item() instanceof ValueType.Nested nested
                ? sections(property, nested, sequence, path, view)
                : texts(type, sequence, path);
    }

    private Optional<List<?>> sections(
            Property property, ValueType.Nested type, YamlNode.Sequence sequence, String path, SectionView view) {
        List<SectionView> views = new ArrayList<>();
        List<Record> records = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            YamlNode item = sequence.items().get(i);
            String itemPath = path + "[" + i + "]";
            if (item instanceof YamlNode.Mapping mapping) {
                SectionView child = bind(type.section(), mapping, itemPath);
                views.add(child);
                child.record().ifPresent(records::add);
            } else {
                scalars.wrongType(type, item, itemPath);
            }
        }
        view.putChildren(property, views);
        return records.size() == sequence.items().size() ? Optional.of(records) : Optional.empty();
    }

    private Optional<List<?>> texts(ValueType.ListOf type, YamlNode.Sequence sequence, String path) {
        List<Object> texts = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            YamlNode item = sequence.items().get(i);
            String itemPath = path + "[" + i + "]";
            Optional<?> text = scalars.bind(type.item(), item, itemPath);
            if (!type.repeats() && text.isPresent() && texts.contains(text.get())) {
                problems.add(
                        ErrorCode.DEF_CONFLICT,
                        item.at(),
                        itemPath,
                        "The entry is there twice.",
                        "Take one of them out.");
            }
            text.ifPresent(texts::add);
        }
        return texts.size() == sequence.items().size() ? Optional.of(texts) : Optional.empty();
    }

    private void checkOneOf(SectionView view) {
        List<String> keys = view.section().oneOf();
        List<String> given = keys.stream().filter(view::given).toList();
        if (keys.isEmpty() || given.size() == 1) {
            return;
        }
        String either = String.join("\" or \"", keys);
        if (given.isEmpty()) {
            problems.add(
                    ErrorCode.DEF_MISSING_KEY,
                    view.at(),
                    view.path(),
                    "One of the keys \"" + String.join("\", \"", keys) + "\" is needed.",
                    "Add either \"" + either + "\".");
        } else {
            problems.add(
                    ErrorCode.DEF_CONFLICT,
                    view.keyAt(given.get(1)),
                    view.path(given.get(1)),
                    "Only one of the keys \"" + String.join("\", \"", keys) + "\" can hold.",
                    "Keep either \"" + either + "\".");
        }
    }

    /** A default as if it were written where its section begins. */
    private YamlNode fallback(String yaml, Location at) {
        try {
            return move(YamlDocument.read(yaml.replace("<pipeline>", defaultName)), at);
        } catch (YamlException e) {
            throw new IllegalStateException("a default is not YAML: " + yaml, e);
        }
    }

    private static YamlNode move(YamlNode node, Location at) {
        if (node instanceof YamlNode.Scalar scalar) {
            return new YamlNode.Scalar(at, scalar.text(), scalar.kind());
        }
        if (node instanceof YamlNode.Sequence sequence) {
            return new YamlNode.Sequence(
                    at, sequence.items().stream().map(item -> move(item, at)).toList());
        }
        return new YamlNode.Mapping(at, Map.of(), List.of()); // a default of a section is always {}
    }
}
