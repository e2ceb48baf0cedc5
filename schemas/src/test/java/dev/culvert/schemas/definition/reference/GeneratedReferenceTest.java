package dev.culvert.schemas.definition.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.error.ErrorIndex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is generated from the declaration cannot drift from it: {@code make reference} mends a failure. */
class GeneratedReferenceTest {
    /** Surefire runs in the module's directory. */
    private static final Path ROOT = Path.of("..");

    @Test
    void theSchemaIsThatOfTheDeclaration() throws IOException {
        assertThat(Files.readString(ROOT.resolve(GenerateReference.SCHEMA))).isEqualTo(JsonSchema.render());
    }

    @Test
    void theSchemaIsShipped() throws IOException {
        try (var in = JsonSchema.class.getResourceAsStream("/dev/culvert/schemas/definition/pipeline.schema.json")) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(JsonSchema.render());
        }
    }

    @Test
    void thePageIsThatOfTheDeclaration() throws IOException {
        assertThat(Files.readString(ROOT.resolve(GenerateReference.PAGE))).isEqualTo(ReferencePage.render());
    }

    @Test
    void theListOfErrorsIsThatOfTheCodes() throws IOException {
        assertThat(Files.readString(ROOT.resolve(GenerateReference.ERRORS))).isEqualTo(ErrorIndex.render());
    }

    @Test
    void allAreWrittenWhereTheTestsLook(@TempDir Path root) throws IOException {
        GenerateReference.main(new String[] {root.toString()});

        assertThat(Files.readString(root.resolve(GenerateReference.SCHEMA))).isEqualTo(JsonSchema.render());
        assertThat(Files.readString(root.resolve(GenerateReference.PAGE))).isEqualTo(ReferencePage.render());
        assertThat(Files.readString(root.resolve(GenerateReference.ERRORS))).isEqualTo(ErrorIndex.render());
    }
}
