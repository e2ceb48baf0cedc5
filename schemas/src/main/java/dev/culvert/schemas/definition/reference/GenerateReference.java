package dev.culvert.schemas.definition.reference;

import dev.culvert.schemas.error.ErrorIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what is generated into a checkout: {@code make reference}. */
public final class GenerateReference {
    /** From the root of the repository. */
    public static final Path SCHEMA =
            Path.of("schemas/src/main/resources/dev/culvert/schemas/definition/pipeline.schema.json");

    public static final Path ERRORS = Path.of("docs/errors.md");

    public static final Path PAGE = Path.of("docs/definition.md");

    private GenerateReference() {}

    /** @param arguments the root of the repository */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        write(root.resolve(SCHEMA), JsonSchema.render());
        write(root.resolve(PAGE), ReferencePage.render());
        write(root.resolve(ERRORS), ErrorIndex.render());
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
