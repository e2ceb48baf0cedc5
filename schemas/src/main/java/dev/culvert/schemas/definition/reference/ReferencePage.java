package dev.culvert.schemas.definition.reference;

import dev.culvert.schemas.definition.Kind;
import dev.culvert.schemas.definition.declaration.Declaration;
import dev.culvert.schemas.definition.declaration.Property;
import dev.culvert.schemas.definition.declaration.Section;
import dev.culvert.schemas.definition.declaration.Units;
import dev.culvert.schemas.definition.declaration.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The reference page of a kind, in Markdown. */
public final class ReferencePage {
    private static final String INTRODUCTION =
            """
            # The definition of a KIND

            <!-- Generated from the records in schemas/; `make reference` writes it anew. -->

            One file, one KIND. Every key that is not listed here is an error, with line, column and the nearest known key;
            `culvert validate FILE` needs no connection and tells all problems at once. `INIT` writes a commented file
            to begin with, and the [examples](../examples) are validated by a test. Editors complete and check the file with the
            [JSON Schema](../schemas/src/main/resources/dev/culvert/schemas/definition/SCHEMA):

            ```yaml
            # yaml-language-server: $schema=../schemas/src/main/resources/dev/culvert/schemas/definition/SCHEMA
            apiVersion: culvert/v1
            kind: WORD
            ```

            - **Secrets** never stand in the file. Where one is needed, write `{env: NAME}` for an environment variable or
              `{file: PATH}` for a file, whose last line break is not a part of it. A secret is read anew for each connection.
              There is no substitution with `${...}`.
            - **Sizes** are a whole number with `B`, `kB`, `MB`, `GB` or `TB`; the units are powers of 1024, as in PostgreSQL.
            - **Durations** are a whole number with `ms`, `s`, `m`, `h` or `d`.
            - **Paths** that are not absolute begin at the directory of the file.
            - Words are read as YAML 1.2 does: `no` and `on` are text, only `true` and `false` are not. Tags, aliases and a second
              document are refused, and so are files over 1 MB.
            """;

    private final Kind kind;
    private final StringBuilder page = new StringBuilder();

    private ReferencePage(Kind kind) {
        this.kind = kind;
        String name = kind.word().toLowerCase(Locale.ROOT);
        page.append(INTRODUCTION
                .replace("INIT", kind == Kind.PIPELINE ? "culvert init FILE" : "culvert init --kind " + name + " FILE")
                .replace("KIND", name)
                .replace("SCHEMA", kind.schema())
                .replace("WORD", kind.word()));
    }

    /** The page as text, with a line break at its end. */
    public static String render(Kind kind) {
        ReferencePage reference = new ReferencePage(kind);
        reference.section("", Declaration.of(kind));
        return reference.page.toString();
    }

    private void section(String path, Section section) {
        page.append("\n## ")
                .append(path.isEmpty() ? "The file" : "`" + path + "`")
                .append("\n\n");
        page.append(section.doc()).append('\n');
        if (!section.oneOf().isEmpty()) {
            page.append("Exactly one of ")
                    .append(String.join(
                            ", ",
                            section.oneOf().stream().map(key -> "`" + key + "`").toList()))
                    .append(" is given.\n");
        }
        page.append("\n| key | value | default | |\n|---|---|---|---|\n");
        if (path.isEmpty()) {
            page.append("| `apiVersion` | `").append(Declaration.API_VERSION).append("` | required | |\n");
            page.append("| `kind` | `").append(kind.word()).append("` | required | |\n");
        }
        section.properties().forEach(this::row);
        section.properties().forEach(property -> values(property.type()));
        for (Property property : section.properties()) {
            String below = path.isEmpty() ? property.key() : path + "." + property.key();
            if (property.type() instanceof ValueType.Nested nested) {
                section(below, nested.section());
            } else if (property.type() instanceof ValueType.ListOf list
                    && list.item() instanceof ValueType.Nested nested) {
                section(below + "[]", nested.section());
            }
        }
    }

    private void row(Property property) {
        List<String> cells = new ArrayList<>();
        cells.add("`" + property.key() + "`");
        cells.add(value(property.type()));
        cells.add(byDefault(property));
        cells.add(property.doc()
                + property.exampleYaml()
                        .map(example -> " Example: `" + example + "`.")
                        .orElse("")
                + shape(property.type()));
        page.append("| ")
                .append(String.join(
                        " | ", cells.stream().map(ReferencePage::cell).toList()))
                .append(" |\n");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static String value(ValueType type) {
        if (type instanceof ValueType.Choice choice) {
            return String.join(
                    ", ",
                    choice.values().keySet().stream()
                            .map(value -> "`" + value + "`")
                            .toList());
        }
        if (type instanceof ValueType.WholeNumber number) {
            return "number, " + number.min() + " to " + number.max();
        }
        if (type instanceof ValueType.Flag) {
            return "`true`, `false`";
        }
        if (type instanceof ValueType.Size) {
            return "size";
        }
        if (type instanceof ValueType.Time time) {
            return "duration, " + Units.words(time.min()) + " to " + Units.words(time.max());
        }
        if (type instanceof ValueType.SecretPlace) {
            return "secret";
        }
        if (type instanceof ValueType.FilePath) {
            return "path";
        }
        if (type instanceof ValueType.TimeAndBytes) {
            return "duration and size";
        }
        if (type instanceof ValueType.ListOf list) {
            return list.unused().isPresent() ? "empty list" : "list";
        }
        if (type instanceof ValueType.MapOf) {
            return "settings";
        }
        return type instanceof ValueType.Text ? "text" : "section";
    }

    private static String byDefault(Property property) {
        if (property.required()) {
            return "required";
        }
        return property.defaultYaml()
                .filter(yaml -> !yaml.equals("{}"))
                .map(yaml -> "`" + yaml + "`")
                .orElse("");
    }

    private static String shape(ValueType type) {
        if (type instanceof ValueType.Text text && text.shape().isPresent()) {
            return " It must be " + text.shape().get().says() + ".";
        }
        return type instanceof ValueType.ListOf list
                ? list.unused().map(why -> " " + why).orElse("")
                : "";
    }

    /** What the values of an enumeration, or the keys of a map, mean. */
    private void values(ValueType type) {
        if (type instanceof ValueType.Choice choice && !choice.docs().isEmpty()) {
            page.append('\n');
            choice.docs().forEach((value, doc) -> page.append("- `")
                    .append(value)
                    .append("`: ")
                    .append(doc)
                    .append('\n'));
        }
        if (type instanceof ValueType.MapOf map && !map.keys().isEmpty()) {
            page.append("\nSettings that may be given:\n\n| setting | default | |\n|---|---|---|\n");
            for (ValueType.KnownKey key : map.keys()) {
                String fallback =
                        key.defaultValue().map(value -> "`" + value + "`").orElse("Kafka's");
                page.append(
                        "| `%s` | %s | %s It must be %s. |\n".formatted(key.key(), fallback, key.doc(), key.says()));
            }
        }
    }
}
