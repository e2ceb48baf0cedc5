package dev.culvert.schemas.definition.binding;

import dev.culvert.schemas.definition.declaration.Property;
import dev.culvert.schemas.definition.declaration.Section;
import dev.culvert.schemas.definition.yaml.Location;
import dev.culvert.schemas.definition.yaml.YamlNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One section of a document: what was given, what it means, and where it stands. Rules look at it even if parts of it could
 * not be read, so that all problems are told at once. Not thread-safe.
 */
public final class SectionView {
    private final Section section;
    private final String path;
    private final YamlNode.Mapping node;
    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, List<SectionView>> children = new HashMap<>();
    private final Set<String> unreadable = new HashSet<>();

    SectionView(Section section, String path, YamlNode.Mapping node) {
        this.section = section;
        this.path = path;
        this.node = node;
    }

    public Section section() {
        return section;
    }

    /** Such as {@code source.tables[2]}; empty for the document. */
    public String path() {
        return path;
    }

    public String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Whether the key is written down; {@code false} as a value counts as not written. */
    public boolean given(String key) {
        return node.entries().containsKey(key) && !Boolean.FALSE.equals(values.get(key));
    }

    /** Where a key's value stands; of a key that is not given, where the section begins. */
    public Location at(String key) {
        YamlNode.Entry entry = node.entries().get(key);
        return entry == null ? node.at() : entry.value().at();
    }

    /** Where a key that is given stands. */
    public Location keyAt(String key) {
        YamlNode.Entry entry = node.entries().get(key);
        return entry == null ? node.at() : entry.at();
    }

    public Location at() {
        return node.at();
    }

    /** The value of a key, given or by default; empty if there is none or it could not be read. */
    public <T> Optional<T> value(String key, Class<T> type) {
        return Optional.ofNullable(values.get(key)).map(type::cast);
    }

    /** The section below a key. */
    public Optional<SectionView> child(String key) {
        return children(key).stream().findFirst();
    }

    /** The sections of the list below a key. */
    public List<SectionView> children(String key) {
        return children.getOrDefault(key, List.of());
    }

    YamlNode.Mapping node() {
        return node;
    }

    void put(Property property, Object value) {
        values.put(property.key(), value);
    }

    void putChildren(Property property, List<SectionView> views) {
        children.put(property.key(), views);
    }

    void markUnreadable(Property property) {
        unreadable.add(property.key());
    }

    /** The record; empty if a part of it could not be read. */
    public Optional<Record> record() {
        Object[] arguments = new Object[section.properties().size()];
        for (int i = 0; i < arguments.length; i++) {
            Property property = section.properties().get(i);
            if (unreadable.contains(property.key())) {
                return Optional.empty();
            }
            Object value = values.get(property.key());
            arguments[i] = property.optional() ? Optional.ofNullable(value) : value;
        }
        return Optional.of(construct(arguments));
    }

    private Record construct(Object[] arguments) {
        Class<?>[] types = Arrays.stream(section.type().getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<? extends Record> constructor = section.type().getDeclaredConstructor(types);
            return constructor.newInstance(arguments);
        } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException("the record " + section.type() + " cannot be made", e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the record " + section.type() + " refuses its values", e.getCause());
        }
    }
}
