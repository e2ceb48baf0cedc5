package dev.culvert.schemas.definition.binding;

import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.definition.yaml.ScalarKind;
import dev.culvert.schemas.definition.yaml.YamlNode;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Binds references to secrets. No message repeats what stands there: it may be the secret (I12). */
final class SecretBinder {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String REMEDY = "Write {env: NAME} or {file: PATH}.";

    private final Problems problems;
    private final Path directory;

    SecretBinder(Problems problems, Path directory) {
        this.problems = problems;
        this.directory = directory;
    }

    Optional<SecretReference> bind(YamlNode node, String path) {
        if (node instanceof YamlNode.Scalar) {
            problems.add(
                    ErrorCode.DEF_SECRET_INLINE,
                    node.at(),
                    path,
                    "A secret stands here as text; only references to secrets are taken.",
                    REMEDY + " Change the secret if the file was shared.");
            return Optional.empty();
        }
        if (!(node instanceof YamlNode.Mapping mapping)
                || mapping.entries().size() != 1
                || !mapping.duplicates().isEmpty()) {
            problems.add(
                    ErrorCode.DEF_TYPE, node.at(), path, "A reference to a secret has one key, env or file.", REMEDY);
            return Optional.empty();
        }
        YamlNode.Entry entry = mapping.entries().values().iterator().next();
        return switch (entry.key()) {
            case "env" -> environment(entry, path + ".env");
            case "file" -> file(entry, path + ".file");
            default -> {
                problems.add(
                        ErrorCode.DEF_UNKNOWN_KEY,
                        entry.at(),
                        path,
                        "A reference to a secret has one key, env or file, and this is neither.",
                        REMEDY);
                yield Optional.empty();
            }
        };
    }

    private Optional<SecretReference> environment(YamlNode.Entry entry, String path) {
        if (entry.value() instanceof YamlNode.Scalar name
                && name.kind() == ScalarKind.TEXT
                && VARIABLE.matcher(name.text()).matches()) {
            return Optional.of(new SecretReference.Environment(name.text()));
        }
        problems.add(
                ErrorCode.DEF_VALUE,
                entry.value().at(),
                path,
                "This is not the name of an environment variable.",
                "Write the name alone, without $ and braces: letters, digits and _.");
        return Optional.empty();
    }

    private Optional<SecretReference> file(YamlNode.Entry entry, String path) {
        if (entry.value() instanceof YamlNode.Scalar file
                && file.kind() == ScalarKind.TEXT
                && !file.text().isBlank()) {
            try {
                return Optional.of(new SecretReference.File(directory.resolve(file.text())));
            } catch (InvalidPathException e) {
                // told below; the exception would repeat the text
            }
        }
        problems.add(ErrorCode.DEF_VALUE, entry.value().at(), path, "This is not the path of a file.", REMEDY);
        return Optional.empty();
    }
}
