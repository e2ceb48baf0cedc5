package dev.culvert.cli.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.cli.Invocation;
import dev.culvert.schemas.definition.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code examples/} shows can be used as it is. */
class ExamplesTest {
    @TempDir
    Path directory;

    static Stream<Path> examples() {
        return Repository.below(Repository.file("examples"), ".yaml").stream();
    }

    @Test
    void allAreThere() {
        assertThat(examples().map(file -> file.getFileName().toString()))
                .contains(
                        "quickstart.yaml",
                        "own-servers.yaml",
                        "full.yaml",
                        "shop.yaml",
                        "migration.yaml",
                        "replication.yaml");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void validates(Path example) {
        Invocation validate = Invocation.of("validate", example.toString());

        assertThat(validate.exitCode()).as(validate.err()).isZero();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aSlipInItIsSeen(Path example) throws IOException {
        Path broken = Files.writeString(
                directory.resolve("broken.yaml"),
                Repository.text(example).replaceFirst("\\n( *)tables:", "\n$1tabels:"));

        Invocation validate = Invocation.of("validate", broken.toString());

        assertThat(validate.exitCode()).isEqualTo(2);
        assertThat(validate.err()).contains("CV-DEF-UNKNOWN-KEY");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void namesTheSchemaForEditors(Path example) {
        String first = Repository.text(example).lines().findFirst().orElseThrow();

        String prefix = "# yaml-language-server: $schema=";
        assertThat(first).startsWith(prefix);
        assertThat(example.resolveSibling(first.substring(prefix.length()))).exists();
    }

    @ParameterizedTest
    @CsvSource({"PIPELINE,full.yaml,50", "MIGRATION,migration.yaml,25", "REPLICATION,replication.yaml,15"})
    void oneOfEachKindShowsEveryKey(Kind kind, String example, int atLeast) throws IOException {
        JsonNode schema = new ObjectMapper().readTree(Kind.class.getResourceAsStream(kind.schema()));
        Set<String> keys = new TreeSet<>();
        keys(schema, keys);
        if (kind != Kind.PIPELINE) { // what is the same as of a pipeline is shown there
            keys.removeAll(Set.of("embedded", "cert", "key", "keyPassword"));
        }
        String full = Repository.text(Repository.file("examples/" + example));

        assertThat(keys).hasSizeGreaterThan(atLeast);
        assertThat(keys).allSatisfy(key -> assertThat(Pattern.compile("(?m)[\\s{]" + key + ": ?")
                        .matcher(full)
                        .find())
                .as(key)
                .isTrue());
    }

    /** The names that the product gives to keys; not those of Kafka's own settings. */
    private static void keys(JsonNode schema, Set<String> keys) {
        schema.path("properties").properties().forEach(property -> {
            if (!property.getKey().contains(".")) {
                keys.add(property.getKey());
            }
            keys(property.getValue(), keys);
        });
        if (schema.has("items")) {
            keys(schema.path("items"), keys);
        }
    }
}
