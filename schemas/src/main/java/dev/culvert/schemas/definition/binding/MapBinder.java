package dev.culvert.schemas.definition.binding;

import dev.culvert.schemas.definition.declaration.ValueType;
import dev.culvert.schemas.definition.yaml.ScalarKind;
import dev.culvert.schemas.definition.yaml.YamlNode;
import dev.culvert.schemas.error.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Binds maps of settings: text by key, where a number or a boolean is text as well. */
final class MapBinder {
    private static final Pattern FREE_KEY = Pattern.compile("[a-z][a-z0-9]*([._-][a-z0-9]+)*");

    private static final int MAX_KEY = 200;

    private final Problems problems;
    private final ScalarBinder scalars;

    MapBinder(Problems problems, ScalarBinder scalars) {
        this.problems = problems;
        this.scalars = scalars;
    }

    static Map<String, String> defaults(ValueType.MapOf type) {
        Map<String, String> defaults = new LinkedHashMap<>();
        type.keys().forEach(known -> known.defaultValue().ifPresent(value -> defaults.put(known.key(), value)));
        return defaults;
    }

    Optional<Map<String, String>> bind(ValueType.MapOf type, YamlNode node, String path) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            scalars.wrongType(type, node, path);
            return Optional.empty();
        }
        UnknownKeys.reportDuplicates(problems, mapping, path);
        Map<String, String> values = defaults(type);
        boolean readable = true;
        for (YamlNode.Entry entry : mapping.entries().values()) {
            Optional<String> value = type.keys().isEmpty() ? free(entry, path) : known(type, entry, path);
            value.ifPresent(text -> values.put(entry.key(), text));
            readable &= value.isPresent();
        }
        return readable ? Optional.of(values) : Optional.empty();
    }

    private Optional<String> free(YamlNode.Entry entry, String path) {
        if (entry.key().length() > MAX_KEY || !FREE_KEY.matcher(entry.key()).matches()) {
            problems.add(
                    ErrorCode.DEF_UNKNOWN_KEY,
                    entry.at(),
                    path + "." + Quoted.plain(entry.key()),
                    Quoted.of(entry.key()) + " cannot be the name of a setting.",
                    "Write the name of a topic's setting, such as cleanup.policy.");
            return Optional.empty();
        }
        return text(entry, path + "." + entry.key());
    }

    private Optional<String> known(ValueType.MapOf type, YamlNode.Entry entry, String path) {
        List<String> names = type.keys().stream().map(ValueType.KnownKey::key).toList();
        Optional<ValueType.KnownKey> known = type.keys().stream()
                .filter(key -> key.key().equals(entry.key()))
                .findFirst();
        if (known.isEmpty()) {
            problems.add(
                    ErrorCode.DEF_UNKNOWN_KEY,
                    entry.at(),
                    path + "." + Quoted.plain(entry.key()),
                    Quoted.of(entry.key()) + " is not a setting that a definition may change" + reason(entry.key())
                            + ".",
                    Nearest.to(entry.key(), names)
                            .map(nearest -> "Did you mean " + Quoted.of(nearest) + "?")
                            .orElse("The settings here are " + String.join(", ", names) + "."));
            return Optional.empty();
        }
        String valuePath = path + "." + entry.key();
        Optional<String> value = text(entry, valuePath);
        if (value.isPresent() && !known.get().pattern().matcher(value.get()).matches()) {
            problems.add(
                    ErrorCode.DEF_VALUE,
                    entry.value().at(),
                    valuePath,
                    Quoted.of(value.get()) + " is not what is allowed here.",
                    "It must be " + known.get().says() + ".");
            return Optional.empty();
        }
        return value;
    }

    private Optional<String> text(YamlNode.Entry entry, String path) {
        if (!(entry.value() instanceof YamlNode.Scalar scalar) || scalar.kind() == ScalarKind.NOTHING) {
            problems.add(
                    ErrorCode.DEF_TYPE,
                    entry.value().at(),
                    path,
                    "Expected text or a number, found " + entry.value().describe() + ".",
                    "Write text or a number.");
            return Optional.empty();
        }
        return scalars.refused(scalar, path, false) ? Optional.empty() : Optional.of(scalar.text());
    }

    private static String reason(String key) {
        if (key.startsWith("sasl.") || key.startsWith("ssl.") || key.startsWith("security.")) {
            return ": security has its own section";
        }
        if (key.matches("acks|enable\\.idempotence|max\\.in\\.flight.*|retries|transactional\\.id")) {
            return ": the delivery guarantee rests on it";
        }
        return key.matches(".*(class|classes|serializer|reporters|providers).*") ? ": it would load code" : "";
    }
}
