package dev.culvert.schemas.definition.binding;

import dev.culvert.schemas.definition.AlertsDefinition.Threshold;
import dev.culvert.schemas.definition.declaration.Units;
import dev.culvert.schemas.definition.declaration.ValueType;
import dev.culvert.schemas.definition.yaml.ScalarKind;
import dev.culvert.schemas.definition.yaml.YamlNode;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Binds single values. */
final class ScalarBinder {
    /** Something before an {@code @} that has a colon, or a password as a parameter. */
    private static final Pattern SECRET_IN_URL = Pattern.compile(
            "://[^\\s:]*:[^\\s]*@|[?&;](ssl)?(password|passwd|pwd|passfile)=", Pattern.CASE_INSENSITIVE);

    /** More than any name or address needs, and little enough for any regular expression. */
    private static final int MAX_TEXT = 2_000;

    private final Problems problems;
    private final Path directory;

    ScalarBinder(Problems problems, Path directory) {
        this.problems = problems;
        this.directory = directory;
    }

    boolean isNothing(YamlNode.Scalar scalar) {
        return scalar.kind() == ScalarKind.NOTHING;
    }

    Optional<?> bind(ValueType type, YamlNode node, String path) {
        if (type instanceof ValueType.TimeAndBytes && node instanceof YamlNode.Sequence sequence) {
            return threshold(sequence, path);
        }
        if (!(node instanceof YamlNode.Scalar scalar) || type instanceof ValueType.TimeAndBytes) {
            wrongType(type, node, path);
            return Optional.empty();
        }
        if (type instanceof ValueType.Flag) {
            return flag(type, scalar, path);
        }
        if (type instanceof ValueType.WholeNumber number) {
            return number(number, scalar, path);
        }
        if (scalar.kind() != ScalarKind.TEXT) {
            problems.add(
                    ErrorCode.DEF_TYPE,
                    node.at(),
                    path,
                    "Expected " + type.expected() + ", found " + node.describe() + ".",
                    type instanceof ValueType.Text ? "Put it in double quotes." : "Write " + type.expected() + ".");
            return Optional.empty();
        }
        if (type instanceof ValueType.Size size) {
            return size(size, scalar, path);
        }
        if (type instanceof ValueType.Time time) {
            return time(time, scalar, path);
        }
        if (type instanceof ValueType.Choice choice) {
            return choice(choice, scalar, path);
        }
        if (type instanceof ValueType.FilePath) {
            return text(new ValueType.Text(Optional.empty(), false), scalar, path)
                    .flatMap(p -> file(p, scalar, path));
        }
        return text((ValueType.Text) type, scalar, path);
    }

    void wrongType(ValueType type, YamlNode node, String path) {
        problems.add(
                ErrorCode.DEF_TYPE,
                node.at(),
                path,
                "Expected " + type.expected() + ", found " + node.describe() + ".",
                "Write " + type.expected() + ".");
    }

    /** What no text of a definition may hold: nothing at all, a substitution, a secret. */
    boolean refused(YamlNode.Scalar scalar, String path, boolean sql) {
        if (scalar.text().isBlank()) {
            problems.add(ErrorCode.DEF_VALUE, scalar.at(), path, "The text is empty.", "Give it, or take the key out.");
            return true;
        }
        if (!sql && scalar.text().length() > MAX_TEXT) {
            problems.add(
                    ErrorCode.DEF_VALUE,
                    scalar.at(),
                    path,
                    "The text has " + scalar.text().length() + " characters.",
                    "At most " + MAX_TEXT + " are taken here.");
            return true;
        }
        if (!sql && SECRET_IN_URL.matcher(scalar.text()).find()) { // I12: not a word of it is repeated
            problems.add(
                    ErrorCode.DEF_SECRET_INLINE,
                    scalar.at(),
                    path,
                    "A password stands in the address; only references to secrets are taken.",
                    "Take it out, give password: {env: NAME} or {file: PATH}, and change it if the file was shared.");
            return true;
        }
        if (!sql && scalar.text().contains("${")) {
            problems.add(
                    ErrorCode.DEF_VALUE,
                    scalar.at(),
                    path,
                    "There is no substitution with ${...} in a definition.",
                    "Write the value out; a secret is a reference, {env: NAME} or {file: PATH}.");
            return true;
        }
        return false;
    }

    private Optional<String> text(ValueType.Text type, YamlNode.Scalar scalar, String path) {
        if (refused(scalar, path, type.sql())) {
            return Optional.empty();
        }
        if (type.shape().isPresent()
                && !type.shape().get().pattern().matcher(scalar.text()).matches()) {
            ValueType.Shape shape = type.shape().get();
            // an address may hold a secret in a place that nobody thought of (I12)
            String what = scalar.text().contains(":") ? "This" : Quoted.of(scalar.text());
            problems.add(
                    shape.code(),
                    scalar.at(),
                    path,
                    what + " is not what is allowed here.",
                    "It must be " + shape.says() + ".");
            return Optional.empty();
        }
        return Optional.of(scalar.text());
    }

    private Optional<Path> file(String text, YamlNode.Scalar scalar, String path) {
        try {
            return Optional.of(directory.resolve(text));
        } catch (InvalidPathException e) {
            problems.add(
                    ErrorCode.DEF_VALUE, scalar.at(), path, "It is no path of a file.", "Write the path of a file.");
            return Optional.empty();
        }
    }

    private Optional<Boolean> flag(ValueType type, YamlNode.Scalar scalar, String path) {
        if (scalar.kind() != ScalarKind.BOOLEAN) {
            wrongType(type, scalar, path);
            return Optional.empty();
        }
        return Optional.of(Boolean.parseBoolean(scalar.text()));
    }

    private Optional<Integer> number(ValueType.WholeNumber type, YamlNode.Scalar scalar, String path) {
        if (scalar.kind() != ScalarKind.INTEGER) {
            wrongType(type, scalar, path);
            return Optional.empty();
        }
        try {
            int number = Integer.decode(scalar.text().replaceFirst("^0+(?=[0-9])", ""));
            if (number >= type.min() && number <= type.max()) {
                return Optional.of(number);
            }
        } catch (NumberFormatException e) { // too long for an int, so outside as well
        }
        outside(scalar, path, type.expected());
        return Optional.empty();
    }

    private Optional<Long> size(ValueType.Size type, YamlNode.Scalar scalar, String path) {
        OptionalLong bytes = Units.bytes(scalar.text());
        if (bytes.isEmpty()) {
            problems.add(
                    ErrorCode.DEF_VALUE,
                    scalar.at(),
                    path,
                    Quoted.of(scalar.text()) + " is not a size.",
                    "Write a whole number and B, kB, MB, GB or TB (powers of 1024), such as 10GB.");
            return Optional.empty();
        }
        if (bytes.getAsLong() < type.minBytes() || bytes.getAsLong() > type.maxBytes()) {
            outside(scalar, path, "from " + type.minBytes() + " to " + type.maxBytes() + " bytes");
            return Optional.empty();
        }
        return Optional.of(bytes.getAsLong());
    }

    private Optional<Duration> time(ValueType.Time type, YamlNode.Scalar scalar, String path) {
        Optional<Duration> time = Units.duration(scalar.text());
        if (time.isEmpty()) {
            problems.add(
                    ErrorCode.DEF_VALUE,
                    scalar.at(),
                    path,
                    Quoted.of(scalar.text()) + " is not a duration.",
                    "Write a whole number and ms, s, m, h or d, such as 500ms.");
            return Optional.empty();
        }
        if (time.get().compareTo(type.min()) < 0 || time.get().compareTo(type.max()) > 0) {
            outside(scalar, path, "from " + Units.words(type.min()) + " to " + Units.words(type.max()));
            return Optional.empty();
        }
        return time;
    }

    private void outside(YamlNode.Scalar scalar, String path, String allowed) {
        problems.add(
                ErrorCode.DEF_VALUE,
                scalar.at(),
                path,
                Quoted.of(scalar.text()) + " is outside what is allowed.",
                "It must be " + allowed + ".");
    }

    private Optional<Enum<?>> choice(ValueType.Choice type, YamlNode.Scalar scalar, String path) {
        Enum<?> value = type.values().get(scalar.text());
        if (value == null) {
            problems.add(
                    ErrorCode.DEF_VALUE,
                    scalar.at(),
                    path,
                    Quoted.of(scalar.text()) + " is not known here.",
                    Nearest.to(scalar.text(), type.values().keySet())
                            .map(nearest -> "Did you mean " + Quoted.of(nearest) + "?")
                            .orElse("It must be " + type.expected() + "."));
        }
        return Optional.ofNullable(value);
    }

    private Optional<Threshold> threshold(YamlNode.Sequence sequence, String path) {
        Optional<Duration> time = Optional.empty();
        Optional<Long> bytes = Optional.empty();
        for (YamlNode item : sequence.items()) {
            String text = item instanceof YamlNode.Scalar scalar ? scalar.text() : "";
            Optional<Duration> duration = Units.duration(text);
            OptionalLong size = Units.bytes(text);
            boolean again = (duration.isPresent() && time.isPresent()) || (size.isPresent() && bytes.isPresent());
            if (again || (duration.isEmpty() && size.isEmpty())) {
                problems.add(
                        ErrorCode.DEF_VALUE,
                        item.at(),
                        path,
                        again ? "A threshold has one duration and one size." : "It is neither a duration nor a size.",
                        "Write a list such as [5s, 10MB]; the units are ms, s, m, h, d and B, kB, MB, GB, TB.");
                return Optional.empty();
            }
            time = duration.isPresent() ? duration : time;
            bytes = size.isPresent() ? Optional.of(size.getAsLong()) : bytes;
        }
        if (sequence.items().isEmpty()) {
            problems.add(
                    ErrorCode.DEF_VALUE, sequence.at(), path, "The list is empty.", "Write a list such as [5s, 10MB].");
            return Optional.empty();
        }
        return Optional.of(new Threshold(time, bytes));
    }
}
