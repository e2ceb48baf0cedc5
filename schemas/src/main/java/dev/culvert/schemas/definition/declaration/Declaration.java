package dev.culvert.schemas.definition.declaration;

import dev.culvert.schemas.definition.AlertsDefinition;
import dev.culvert.schemas.definition.Kind;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.definition.annotation.Between;
import dev.culvert.schemas.definition.annotation.Bytes;
import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Example;
import dev.culvert.schemas.definition.annotation.Key;
import dev.culvert.schemas.definition.annotation.Keys;
import dev.culvert.schemas.definition.annotation.MapKey;
import dev.culvert.schemas.definition.annotation.Matches;
import dev.culvert.schemas.definition.annotation.OneOf;
import dev.culvert.schemas.definition.annotation.Range;
import dev.culvert.schemas.definition.annotation.Required;
import dev.culvert.schemas.definition.annotation.SqlText;
import dev.culvert.schemas.definition.annotation.Unused;
import dev.culvert.schemas.definition.annotation.Words;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Derives the declaration from the records. A record that says too little is a defect and ends in an exception at once. */
public final class Declaration {
    public static final String API_VERSION = "culvert/v1";
    /** The keys that decide what the rest of a document means. */
    public static final List<String> HEADER = List.of("apiVersion", "kind");

    private static final Map<Kind, Section> KINDS = new EnumMap<>(Kind.class);

    static {
        for (Kind kind : Kind.values()) {
            KINDS.put(kind, section(kind.type().asSubclass(Record.class)));
        }
    }

    private Declaration() {}

    /** The whole of a document of a kind, without {@code apiVersion} and {@code kind}. */
    public static Section of(Kind kind) {
        return KINDS.get(kind);
    }

    /** The section that a record declares. */
    static Section section(Class<? extends Record> type) {
        List<Property> properties = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            properties.add(property(component));
        }
        OneOf oneOf = type.getAnnotation(OneOf.class);
        return new Section(
                type,
                Optional.ofNullable(type.getAnnotation(Doc.class))
                        .map(Doc::value)
                        .orElseThrow(() -> undeclared(type)),
                properties,
                oneOf == null ? List.of() : List.of(oneOf.value()));
    }

    private static Property property(RecordComponent component) {
        boolean optional = component.getType() == Optional.class;
        Optional<String> defaultYaml =
                Optional.ofNullable(component.getAnnotation(Default.class)).map(Default::value);
        boolean required = component.isAnnotationPresent(Required.class);
        boolean collection = component.getType() == List.class || component.getType() == Map.class;
        if (!(optional || collection || required || defaultYaml.isPresent()) || (required && defaultYaml.isPresent())) {
            throw undeclared(component);
        }
        return new Property(
                Optional.ofNullable(component.getAnnotation(Key.class))
                        .map(Key::value)
                        .orElse(component.getName()),
                Optional.ofNullable(component.getAnnotation(Doc.class))
                        .map(Doc::value)
                        .orElseThrow(() -> undeclared(component)),
                type(optional ? argument(component.getGenericType()) : component.getGenericType(), component),
                required,
                optional,
                defaultYaml,
                Optional.ofNullable(component.getAnnotation(Example.class)).map(Example::value));
    }

    private static ValueType type(Type type, RecordComponent component) {
        if (type instanceof ParameterizedType parameterized) {
            return parameterized.getRawType() == List.class ? list(parameterized, component) : map(component);
        }
        if (type == String.class) {
            return text(component);
        }
        if (type == boolean.class) {
            return new ValueType.Flag();
        }
        if (type == int.class || type == Integer.class) {
            Range range = range(component);
            return new ValueType.WholeNumber(range.min(), range.max());
        }
        if (type == long.class && component.isAnnotationPresent(Bytes.class)) {
            Range range = range(component);
            return new ValueType.Size(range.min(), range.max());
        }
        if (type == Duration.class) {
            return duration(component);
        }
        if (type == Path.class) {
            return new ValueType.FilePath();
        }
        if (type == SecretReference.class) {
            return new ValueType.SecretPlace();
        }
        if (type == AlertsDefinition.Threshold.class) {
            return new ValueType.TimeAndBytes();
        }
        if (type instanceof Class<?> enumeration && enumeration.isEnum()) {
            return Choices.of(enumeration);
        }
        if (type instanceof Class<?> nested && nested.isRecord()) {
            return new ValueType.Nested(section(nested.asSubclass(Record.class)));
        }
        throw undeclared(component);
    }

    private static ValueType duration(RecordComponent component) {
        Between between =
                Optional.ofNullable(component.getAnnotation(Between.class)).orElseThrow(() -> undeclared(component));
        return new ValueType.Time(bound(between.min(), component), bound(between.max(), component));
    }

    private static Duration bound(String written, RecordComponent component) {
        return Units.duration(written).orElseThrow(() -> undeclared(component));
    }

    private static ValueType text(RecordComponent component) {
        Matches matches = component.getAnnotation(Matches.class);
        return new ValueType.Text(
                Optional.ofNullable(matches)
                        .map(shape -> new ValueType.Shape(Pattern.compile(shape.value()), shape.says(), shape.code())),
                component.isAnnotationPresent(SqlText.class));
    }

    private static ValueType list(ParameterizedType list, RecordComponent component) {
        Type item = argument(list);
        if (component.isAnnotationPresent(Unused.class)) {
            return new ValueType.ListOf(
                    new ValueType.Flag(),
                    false,
                    Optional.of(component.getAnnotation(Unused.class).value()));
        }
        ValueType itemType = item == String.class
                ? new ValueType.Text(Optional.empty(), false)
                : new ValueType.Nested(section(((Class<?>) item).asSubclass(Record.class)));
        return new ValueType.ListOf(itemType, component.isAnnotationPresent(Words.class), Optional.empty());
    }

    private static ValueType map(RecordComponent component) {
        Keys keys = component.getAnnotation(Keys.class);
        if (keys == null) {
            return new ValueType.MapOf(List.of());
        }
        return new ValueType.MapOf(Arrays.stream(keys.value().getEnumConstants())
                .map(Declaration::known)
                .toList());
    }

    private static ValueType.KnownKey known(MapKey key) {
        return new ValueType.KnownKey(
                key.key(), key.doc(), Pattern.compile(key.pattern()), key.says(), key.defaultValue());
    }

    private static Range range(RecordComponent component) {
        return Optional.ofNullable(component.getAnnotation(Range.class)).orElseThrow(() -> undeclared(component));
    }

    private static Type argument(Type generic) {
        return ((ParameterizedType) generic).getActualTypeArguments()[0];
    }

    private static IllegalStateException undeclared(Object what) {
        return new IllegalStateException("the declaration of " + what + " is incomplete");
    }
}
