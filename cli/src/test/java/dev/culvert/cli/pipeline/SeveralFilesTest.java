package dev.culvert.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.cli.CommandSchema;
import dev.culvert.cli.Invocation;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code culvert run} and {@code culvert status} refuse of several files, before they connect to anything. */
class SeveralFilesTest {
    @TempDir
    Path directory;

    private String one;
    private String other;

    @BeforeEach
    void write() throws IOException {
        one = write("one", "slot: {name: s}");
        other = write("other", "");
    }

    /** Nothing listens there. */
    private String write(String name, String more) throws IOException {
        return Files.writeString(
                        directory.resolve(name + ".yaml"),
                        """
                        apiVersion: culvert/v1
                        kind: Pipeline
                        metadata: {name: %s}
                        source:
                          postgres: {url: "postgresql://c@127.0.0.1:1/shop"}
                          %s
                          tables: [{table: public.orders}]
                        kafka: {bootstrap: "127.0.0.1:1"}
                        format: {value: json}
                        """
                                .formatted(name, more))
                .toString();
    }

    private static JsonNode error(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-o", "json"));
        Invocation invocation = Invocation.of(all.toArray(String[]::new));
        JsonNode answer = invocation.json();
        assertThat(CommandSchema.validate(answer)).as(invocation.out()).isEmpty();
        assertThat(answer.at("/error/exitCode").asInt()).isEqualTo(invocation.exitCode());
        return answer.path("error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--adopt", "--takeover", "--resnapshot=public.orders", "--forget=public.orders", "--until=0/1"})
    void whatIsOfOnePipelineIsNotAskedOfSeveral(String option) {
        JsonNode error = error("run", one, other, option);

        assertThat(error.path("code").asText()).isEqualTo("CV-USAGE");
        assertThat(error.path("object").asText()).startsWith(option.replaceAll("=.*", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--adopt", "--resnapshot=public.orders", "--forget=public.orders"})
    void aStandbyInstanceTakesThePipelineOverAsItIs(String option) {
        assertThat(error("run", one, "--standby", option).path("code").asText()).isEqualTo("CV-USAGE");
    }

    @Test
    void whatTheyWouldShareIsTold() throws IOException {
        JsonNode error = error("run", one, write("third", "slot: {name: s}"));

        assertThat(error.path("code").asText()).isEqualTo("CV-PIPELINES-COLLIDE");
        assertThat(error.path("object").asText()).isEqualTo("slot \"s\"");
        assertThat(error("run", one, one).path("object").asText()).isEqualTo("pipeline one");
    }

    @Test
    void aFileOfAnotherKindIsNamed() throws IOException {
        Path migration = directory.resolve("migration.yaml");
        Files.writeString(
                migration,
                """
                apiVersion: culvert/v1
                kind: Migration
                metadata: {name: upgrade}
                source: {postgres: {url: "postgresql://c@127.0.0.1:1/shop"}}
                target: {postgres: {url: "postgresql://c@127.0.0.1:2/shop"}}
                """);

        JsonNode error = error("run", one, migration.toString());

        assertThat(error.path("code").asText()).isEqualTo("CV-DEF-KIND");
        assertThat(error.path("object").asText()).isEqualTo(migration.toString());
    }

    @Test
    void aStatusOfSeveralTellsWhatItCannotSee() {
        assertThat(error("status", one, other).path("code").asText()).isEqualTo("CV-PG-UNREACHABLE");
    }

    @Test
    void theWorstIsWhatMostWantsAPerson() {
        List<CulvertException> errors = Stream.of(
                        ErrorCode.PG_UNREACHABLE, ErrorCode.INTERNAL, ErrorCode.SLOT_LOST, ErrorCode.DEF_CONFLICT)
                .map(code -> new CulvertException(code, "x", "It is.", Changed.NOTHING, "Mend it."))
                .toList();

        assertThat(PipelinesRun.worst(errors).orElseThrow().code()).isEqualTo(ErrorCode.SLOT_LOST);
        assertThat(PipelinesRun.worst(errors.subList(0, 2)).orElseThrow().code())
                .isEqualTo(ErrorCode.INTERNAL);
        assertThat(PipelinesRun.worst(List.of())).isEmpty();
    }
}
