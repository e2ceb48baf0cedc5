package dev.culvert.cli.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.cli.CommandSchema;
import dev.culvert.cli.Invocation;
import dev.culvert.runtime.http.HttpOptions;
import dev.culvert.runtime.http.StatusServer;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands say of a migration that has not begun. */
class MigrationCommandsIT {
    @TempDir
    Path directory;

    private PostgresDatabase source;
    private PostgresDatabase target;
    private Path file;

    @BeforeEach
    void make() throws IOException {
        source = PostgresServer.shared(15).createDatabase("commands_s");
        target = PostgresServer.shared(18).createDatabase("commands_t");
        source.execute(
                "CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text)",
                "INSERT INTO orders (note) SELECT 'n' FROM generate_series(1, 100)",
                "CREATE TABLE p (a int PRIMARY KEY) PARTITION BY LIST (a)",
                "CREATE TABLE p1 PARTITION OF p DEFAULT",
                "ANALYZE orders, p1");
        file = Files.writeString(
                directory.resolve("shop.yaml"),
                """
                apiVersion: culvert/v1
                kind: Migration
                metadata: {name: commands-it}
                source: {postgres: {url: "%s"}}
                target: {postgres: {url: "%s"}}
                """
                        .formatted(source.url(), target.url()));
    }

    @AfterEach
    void drop() {
        source.close();
        target.close();
    }

    private Invocation run(String command, String... options) {
        List<String> all = new ArrayList<>(List.of(command.split(" ")));
        all.addAll(List.of(options));
        all.add(file.toString());
        return Invocation.of(all.toArray(String[]::new));
    }

    private JsonNode json(String command, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("-o", "json"));
        JsonNode answer = run(command, all.toArray(String[]::new)).json();
        assertThat(CommandSchema.validate(answer)).as(answer.toString()).isEmpty();
        return answer;
    }

    @Test
    void doctorTellsEachCheckAndWhatMends() {
        assertThat(run("doctor").exitCode()).isZero();

        source.execute("CREATE TABLE nokey (a int)");
        JsonNode answer = json("doctor");
        assertThat(answer.at("/error/code").asText()).isEqualTo("CV-TABLE-NO-IDENTITY");
        assertThat(answer.at("/error/exitCode").asInt()).isEqualTo(4);
        assertThat(answer.at("/result/checks").findValuesAsText("area"))
                .contains("source", "target", "servers", "tables");
        assertThat(run("doctor").out()).isNotEmpty();
    }

    @Test
    void planTellsStatementsAndHowMuchWouldBeCopied() {
        JsonNode result = json("plan").at("/result");
        assertThat(result.at("/tables").findValuesAsText("table")).containsExactly("public.orders", "public.p1");
        assertThat(result.path("bytes").asLong()).isPositive();
        assertThat(result.at("/tables/0/rows").asLong()).isEqualTo(100);
        assertThat(result.at("/steps").findValuesAsText("statement"))
                .anyMatch(statement -> statement.startsWith("CREATE PUBLICATION \"culvert_commands_it_e1\" FOR TABLE")
                        && statement.contains("\"public\".\"p1\""));
        assertThat(source.number("SELECT count(*) FROM pg_publication")).isZero();
        assertThat(target.number("SELECT count(*) FROM pg_namespace WHERE nspname = 'culvert'"))
                .isZero();
    }

    @Test
    void statusSaysWhereItStands() {
        JsonNode status = json("migrate status").at("/result");
        assertThat(status.path("state").asText()).isEqualTo("NEW");
        assertThat(status.path("open").asText()).isEqualTo("source");
        assertThat(status.at("/may").toString()).contains("start").doesNotContain("cutover");
        assertThat(json("status").at("/result/state").asText()).isEqualTo("NEW");
        assertThat(run("migrate status").out()).contains("commands-it  NEW  writes go to: source");
    }

    @Test
    void statusOfAServerThatIsGoneIsUnknownAndNoError() throws IOException {
        Files.writeString(
                file, Files.readString(file).replaceFirst("@127.0.0.1:[0-9]+(?=/commands_t)", "@127.0.0.1:1"));
        Invocation status = run("migrate status", "-o", "json");
        assertThat(status.exitCode()).isZero();
        assertThat(status.json().at("/result/state").asText()).isEqualTo("UNKNOWN");
        assertThat(status.json().at("/result/open").isNull()).isTrue();
        assertThat(status.json().at("/result/why").asText()).startsWith("The target does not tell");
    }

    @Test
    void isServedOverHttp() throws Exception {
        MigrationDefinition definition = (MigrationDefinition) DefinitionReader.read(file);
        try (StatusServer server =
                StatusServer.start(HttpOptions.parse("127.0.0.1:0"), new ServedMigration(definition))) {
            assertThat(get(server, "readyz").body())
                    .contains("\"ready\":true", "\"migration\":\"commands-it\"", "\"phase\":\"new\"");
            assertThat(get(server, "metrics").body())
                    .contains("culvert_migration_state{migration=\"commands-it\",state=\"NEW\"} 1");
            JsonNode status =
                    new ObjectMapper().readTree(get(server, "api/v1/status").body());
            assertThat(status.path("open").asText()).isEqualTo("source");
            assertThat(get(server, "").statusCode()).isEqualTo(404);
        }
        assertThat(run("migrate status", "--http", "127.0.0.1:0").err()).contains("--watch");
    }

    private static HttpResponse<String> get(StatusServer server, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.address().resolve(path)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void anAddressForEverybodyIsRefusedBeforeAnythingIsMade() {
        Invocation refused = run("migrate start", "--http", "0.0.0.0:0", "--yes");
        assertThat(refused.err()).contains("CV-HTTP-INSECURE");
        assertThat(source.number("SELECT count(*) FROM pg_publication")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cutover", "rollback", "verify", "pause", "resume"})
    void whatTheStateDoesNotAllowIsRefusedAndNothingIsChanged(String verb) {
        JsonNode answer = json("migrate " + verb, "--yes");
        assertThat(answer.at("/error/code").asText()).isEqualTo("CV-MIGRATION-STATE");
        assertThat(answer.at("/error/exitCode").asInt()).isEqualTo(4);
        assertThat(source.number("SELECT count(*) FROM pg_namespace WHERE nspname = 'culvert'"))
                .isZero();
    }

    @Test
    void aDryRunOfTheCutoverNamesEveryStepWithItsStatements() {
        JsonNode steps = json("migrate cutover", "--dry-run").at("/result/steps");
        assertThat(steps.findValuesAsText("step"))
                .containsSubsequence("gates", "arm", "pause", "fence", "drain", "decide", "open", "switch");
        assertThat(steps.toString())
                .contains("CREATE SUBSCRIPTION \\\"culvert_commands_it_r1\\\"", "LOCK TABLE", "IN EXCLUSIVE MODE");
        assertThat(run("migrate cutover", "--dry-run").exitCode()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate cancel", "migrate cutover", "migrate finish", "migrate retry"})
    void nothingIsDoneWithoutConsent(String command) {
        Invocation refused = run(command);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("CV-CONFIRMATION-REQUIRED", "--yes");
    }

    @Test
    void anotherKindIsRefusedWithTheCommandThatTakesIt() {
        Invocation wrong = run("run");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("CV-DEF-KIND", "Its kind is Migration, which run does not take.");
        Invocation.of("init", directory.resolve("pipeline.yaml").toString());
        Invocation status = Invocation.of(
                "migrate", "status", directory.resolve("pipeline.yaml").toString());
        assertThat(status.exitCode()).isEqualTo(2);
        assertThat(status.err()).contains("CV-DEF-KIND", "culvert status ");
    }
}
