package dev.culvert.cli.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.cli.Invocation;
import dev.culvert.schemas.definition.Kind;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DefinitionCommandsTest {
    @TempDir
    Path directory;

    @Test
    void whatInitWritesValidates() {
        Path file = directory.resolve("web-shop.yaml");

        Invocation init = Invocation.of("init", file.toString());

        assertThat(init.exitCode()).isZero();
        assertThat(init.out()).isEqualTo("wrote " + file + System.lineSeparator());
        assertThat(init.err()).contains("Next: culvert validate " + file);
        assertThat(DefinitionReader.read(file, PipelineDefinition.class)
                        .metadata()
                        .name())
                .isEqualTo("web-shop");
        Invocation validate = Invocation.of("validate", file.toString());
        assertThat(validate.exitCode()).isZero();
        assertThat(validate.out()).isEqualTo(file + ": valid" + System.lineSeparator());
    }

    @Test
    void whatInitCommentsOutValidatesToo() throws IOException {
        Path file = directory.resolve("all.yaml");
        Invocation.of("init", file.toString());
        String uncommented = Files.readString(file)
                .replaceAll("(?m)^( *)# (?=( *)(-|[a-zA-Z]+:( |$)))", "$1")
                .replaceAll("(?m)^.*culvert_\\.\\.\\..*\n", "")
                .replaceAll("(?m)^A Culvert.*\n|^All keys.*\n", "");
        Files.writeString(file, uncommented);

        assertThat(DefinitionReader.read(file, PipelineDefinition.class)
                        .source()
                        .tables())
                .hasSize(2);
        assertThat(DefinitionReader.read(file, PipelineDefinition.class)
                        .kafka()
                        .security()
                        .mechanism())
                .isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void whatInitWritesOfAKindValidatesWithAndWithoutItsComments(Kind kind) throws IOException {
        String word = kind.word().toLowerCase(Locale.ROOT);
        Path file = directory.resolve("web-shop.yaml");
        assertThat(Invocation.of("init", "--kind", word, file.toString()).exitCode())
                .isZero();
        assertThat(DefinitionReader.read(file).kind()).isEqualTo(kind);
        assertThat(DefinitionReader.read(file).name()).isEqualTo("web-shop");

        String uncommented = Files.readString(file)
                .replaceAll("(?m)^( *)# (?=( *)(-|[a-zA-Z]+:( |$)))", "$1")
                .replaceAll("(?m)^.*culvert_\\.\\.\\..*\n", "")
                .replaceAll("(?m)^( *)#   # .*\n", "");
        Files.writeString(file, uncommented);
        assertThat(DefinitionReader.read(file).kind()).isEqualTo(kind);
        assertThat(uncommented.lines().filter(line -> line.matches(" *[a-zA-Z]+:.*")))
                .hasSizeGreaterThan(12);
    }

    @Test
    void validateTellsTheKind() {
        Path file = directory.resolve("move.yaml");
        Invocation.of("init", "--kind", "Migration", file.toString());

        JsonNode answer =
                Invocation.of("validate", "-o", "json", file.toString()).json();

        assertThat(answer.at("/result/files/0/kind").asText()).isEqualTo("Migration");
        assertThat(answer.at("/result/files/0/name").asText()).isEqualTo("move");
    }

    @Test
    void initNeverOverwrites() throws IOException {
        Path file = Files.writeString(directory.resolve("mine.yaml"), "mine");

        Invocation init = Invocation.of("init", "--yes", file.toString());

        assertThat(init.exitCode()).isEqualTo(2);
        assertThat(init.err()).startsWith("error CV-FILE-EXISTS  " + file);
        assertThat(file).hasContent("mine");
    }

    @Test
    void initNeedsADirectoryToWriteTo() {
        Invocation init = Invocation.of("init", directory.resolve("none/a.yaml").toString());

        assertThat(init.exitCode()).isEqualTo(2);
        assertThat(init.err()).startsWith("error CV-FILE-NOT-FOUND");
    }

    @Test
    void aNameThatIsNoPipelinesIsLeftOut() {
        assertThat(InitCommand.nameFor(Path.of("/a/shop.yaml"), "pipeline")).isEqualTo("shop");
        assertThat(InitCommand.nameFor(Path.of("My Shop.yaml"), "pipeline")).isEqualTo("pipeline");
    }

    @Test
    void validateTellsAllProblems() throws IOException {
        Path file = Files.writeString(
                directory.resolve("bad.yaml"),
                """
                apiVersion: culvert/v1
                kind: Pipeline
                metadata: {name: shop}
                source:
                  postgres: {url: "postgresql://culvert:S3CR3T@db/shop"}
                  tabels: []
                kafka: {embedded: true}
                format: {registry: {embedded: true}}
                """);

        Invocation validate = Invocation.of("validate", file.toString());

        assertThat(validate.exitCode()).isEqualTo(2);
        assertThat(validate.out()).isEmpty();
        assertThat(validate.err())
                .isEqualToNormalizingNewlines(
                        """
                        error CV-DEF-INVALID  FILE
                          It has 3 problems.
                          FILE:5:3 source.tables  CV-DEF-MISSING-KEY
                            The key "tables" is missing.
                            Add tables: a list.
                          FILE:5:19 source.postgres.url  CV-DEF-SECRET-INLINE
                            A password stands in the address; only references to secrets are taken.
                            Take it out, give password: {env: NAME} or {file: PATH}, and change it if the file was shared.
                          FILE:6:3 source.tabels  CV-DEF-UNKNOWN-KEY
                            There is no key "tabels" here.
                            Did you mean "tables"?
                          Nothing was changed.
                          To mend: Mend each; docs/definition.md lists all keys.
                          culvert explain CV-DEF-MISSING-KEY
                          culvert explain CV-DEF-SECRET-INLINE
                          culvert explain CV-DEF-UNKNOWN-KEY
                        """
                                .replace("FILE", file.toString()));
    }

    @Test
    void validateLooksAtEveryFile() throws IOException {
        Path good = directory.resolve("good.yaml");
        Invocation.of("init", good.toString());
        Path bad = Files.writeString(directory.resolve("bad.yaml"), "a: 1");
        Path none = directory.resolve("none.yaml");

        Invocation validate = Invocation.of("validate", "-o", "json", bad.toString(), good.toString(), none.toString());

        assertThat(validate.exitCode()).isEqualTo(2);
        assertThat(validate.json().at("/ok").asBoolean()).isFalse();
        assertThat(validate.json().at("/result/files").findValuesAsText("valid"))
                .containsExactly("false", "true", "false");
        assertThat(validate.json().at("/error/findings").findValuesAsText("code"))
                .contains("CV-DEF-MISSING-KEY", "CV-FILE-NOT-FOUND");
        assertThat(validate.err()).isEmpty();
    }
}
