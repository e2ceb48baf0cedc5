package dev.culvert.schemas.definition.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.definition.Kind;
import dev.culvert.schemas.error.ErrorIndex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is generated from the declaration cannot drift from it: {@code make reference} mends a failure. */
class GeneratedReferenceTest {
    /** Surefire runs in the module's directory. */
    private static final Path ROOT = Path.of("..");

    @ParameterizedTest
    @EnumSource
    void theSchemaIsThatOfTheDeclaration(Kind kind) throws IOException {
        assertThat(Files.readString(ROOT.resolve(GenerateReference.schema(kind))))
                .isEqualTo(JsonSchema.render(kind));
    }

    @ParameterizedTest
    @EnumSource
    void theSchemaIsShipped(Kind kind) throws IOException {
        try (var in = Kind.class.getResourceAsStream(kind.schema())) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(JsonSchema.render(kind));
        }
    }

    @ParameterizedTest
    @EnumSource
    void thePageIsThatOfTheDeclaration(Kind kind) throws IOException {
        assertThat(Files.readString(ROOT.resolve(GenerateReference.page(kind)))).isEqualTo(ReferencePage.render(kind));
    }

    @Test
    void theListOfErrorsIsThatOfTheCodes() throws IOException {
        assertThat(Files.readString(ROOT.resolve(GenerateReference.ERRORS))).isEqualTo(ErrorIndex.render());
    }

    @Test
    void allAreWrittenWhereTheTestsLook(@TempDir Path root) throws IOException {
        GenerateReference.main(new String[] {root.toString()});

        for (Kind kind : Kind.values()) {
            assertThat(Files.readString(root.resolve(GenerateReference.schema(kind))))
                    .isEqualTo(JsonSchema.render(kind));
            assertThat(Files.readString(root.resolve(GenerateReference.page(kind))))
                    .isEqualTo(ReferencePage.render(kind));
        }
        assertThat(Files.readString(root.resolve(GenerateReference.ERRORS))).isEqualTo(ErrorIndex.render());
    }
}
