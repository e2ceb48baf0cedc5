package dev.culvert.schemas.definition.reference;

import dev.culvert.schemas.definition.Kind;
import dev.culvert.schemas.error.ErrorIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what is generated into a checkout: {@code make reference}. */
public final class GenerateReference {
    /** From the root of the repository. */
    public static final Path ERRORS = Path.of("docs/errors.md");

    private static final Path SCHEMAS = Path.of("schemas/src/main/resources/dev/culvert/schemas/definition");

    private GenerateReference() {}

    /** @param arguments the root of the repository */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        for (Kind kind : Kind.values()) {
            write(root.resolve(schema(kind)), JsonSchema.render(kind));
            write(root.resolve(page(kind)), ReferencePage.render(kind));
        }
        write(root.resolve(ERRORS), ErrorIndex.render());
    }

    /** From the root of the repository. */
    public static Path schema(Kind kind) {
        return SCHEMAS.resolve(kind.schema());
    }

    /** From the root of the repository. */
    public static Path page(Kind kind) {
        return Path.of(kind.page());
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
