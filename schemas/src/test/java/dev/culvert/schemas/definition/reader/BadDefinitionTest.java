package dev.culvert.schemas.definition.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.culvert.schemas.error.Category;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One wrong thing at a time in a definition that is good, and exactly where it is told to be. */
class BadDefinitionTest {
    /** Stands for a secret in the cases; no message may hold it. */
    private static final String CANARY = "S3CR3T-canary";

    static Stream<BadDefinition> cases() {
        return BadDefinition.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tellsWhatAndWhere(BadDefinition bad) {
        CulvertException error = read(bad.text());

        assertThat(error.code()).isEqualTo(ErrorCode.DEF_INVALID);
        assertThat(error.code().category()).isEqualTo(Category.USAGE);
        assertThat(error.changed()).isEqualTo(Changed.NOTHING);
        assertThat(error.remedy()).contains(bad.kind().page());
        assertThat(error.findings()).hasSize(1);
        Finding finding = error.findings().get(0);
        assertThat(finding.code()).isEqualTo(bad.code());
        assertThat(finding.object()).isEqualTo("shop.yaml:" + bad.where());
        assertThat(finding.fact() + " " + finding.remedy()).contains(bad.says());
        assertThat(error.toString() + finding).doesNotContain(CANARY);
    }

    @Test
    void tellsAllProblemsInTheOrderOfTheFile() {
        String bad = DefinitionReaderTest.FULLEST
                .replace("parallelism: 8", "parallelism: 0")
                .replace("engine: debezium", "engine: fast")
                .replace("metadata: {name: shop}", "metadata: {nam: shop}");

        assertThat(read(bad).findings().stream().map(Finding::object))
                .containsExactly(
                        "shop.yaml:3:11 metadata.name",
                        "shop.yaml:3:12 metadata.nam",
                        "shop.yaml:14:11 source.engine",
                        "shop.yaml:26:38 snapshot.parallelism");
    }

    @Test
    void anExactlyOnceTransactionOutlivesItsRecords() {
        String bad = DefinitionReaderTest.SMALLEST.replace(
                "{embedded: true}\nformat", "{embedded: true, producer: {transaction.timeout.ms: 30000}}\nformat");

        assertThat(read(bad).findings().get(0).fact()).contains("the brokers would give up a transaction before");
    }

    @Test
    void anEmbeddedServerTakesNothingThatItHasNoUseFor() {
        String bad = DefinitionReaderTest.SMALLEST
                .replace("{embedded: \"18\"}", "{embedded: \"18\", password: {env: A}, tls: {mode: require}}")
                .replace(
                        "kafka: {embedded: true}",
                        "kafka: {embedded: true, security: {protocol: SSL}, create: {replicationFactor: 3}}")
                .replace("{registry: {embedded: true}}", "{registry: {embedded: true, user: a, password: {env: A}}}");

        assertThat(read(bad).findings())
                .extracting(Finding::code, Finding::object)
                .containsExactly(
                        tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:5:30 source.postgres.password"),
                        tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:5:50 source.postgres.tls"),
                        tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:7:25 kafka.security"),
                        tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:7:80 kafka.create.replicationFactor"),
                        tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:8:37 format.registry.user"),
                        tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:8:46 format.registry.password"));
    }

    @Test
    void eitherAnAddressOrAnEmbeddedServer() {
        String bad = DefinitionReaderTest.SMALLEST
                .replace("{embedded: \"18\"}", "{embedded: \"12\"}")
                .replace("kafka: {", "kafka: {bootstrap: \"kafka:9092\", ")
                .replace("{registry: {embedded: true}}", "{registry: {embedded: false}}");

        assertThat(read(bad).findings())
                .extracting(Finding::object, finding -> finding.fact() + " " + finding.remedy())
                .containsExactly(
                        tuple(
                                "shop.yaml:5:24 source.postgres.embedded",
                                "\"12\" is not what is allowed here."
                                        + " It must be the major version as text, from \"13\" to \"18\"."),
                        tuple(
                                "shop.yaml:7:34 kafka.embedded",
                                "Only one of the keys \"bootstrap\", \"embedded\" can hold."
                                        + " Keep either \"bootstrap\" or \"embedded\"."),
                        tuple(
                                "shop.yaml:8:20 format.registry",
                                "One of the keys \"url\", \"embedded\" is needed. Add either \"url\" or \"embedded\"."));
    }

    @Test
    void avroNeedsARegistry() {
        String bad = DefinitionReaderTest.SMALLEST.replace("{registry: {embedded: true}}", "{value: avro}");

        assertThat(read(bad).findings())
                .extracting(Finding::object, Finding::fact)
                .containsExactly(tuple(
                        "shop.yaml:8:9 format.registry",
                        "The key \"registry\" is missing: Avro needs a schema registry."));
    }

    @Test
    void anotherKindStopsTheReading() {
        for (String kind : List.of("Upgrade", "migration", "pipeline", "[1]")) {
            CulvertException error = read(DefinitionReaderTest.FULLEST.replace("kind: Pipeline", "kind: " + kind));

            assertThat(error.code()).isEqualTo(ErrorCode.DEF_KIND);
            assertThat(error.object()).isEqualTo("shop.yaml:2:7 kind");
        }
        CulvertException error = read(DefinitionReaderTest.FULLEST.replace("kind: Pipeline", "kind: Upgrade"));
        assertThat(error.fact()).isEqualTo("\"Upgrade\" is not known.");
        assertThat(error.remedy()).isEqualTo("Write kind: Pipeline, or kind: Migration, or kind: Replication");
        assertThat(read(DefinitionReaderTest.FULLEST.replace("culvert/v1", "culvert/v2"))
                        .code())
                .isEqualTo(ErrorCode.DEF_KIND);
    }

    @Test
    void whatIsQuotedCannotSteerATerminal() {
        CulvertException error =
                read(DefinitionReaderTest.FULLEST.replace("{name: shop}", "{name: \"\\e[2J" + "x".repeat(200) + "\"}"));

        assertThat(error.findings().get(0).fact()).startsWith("\"\\u001B[2Jxxx").hasSizeLessThan(120);
    }

    private static CulvertException read(String text) {
        CulvertException error =
                catchThrowableOfType(CulvertException.class, () -> DefinitionReader.read(text, "shop.yaml"));
        assertThat(Optional.ofNullable(error)).as("the definition is refused").isPresent();
        return error;
    }
}
