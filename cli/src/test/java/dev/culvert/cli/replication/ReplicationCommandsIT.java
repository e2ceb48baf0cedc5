package dev.culvert.cli.replication;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.cli.CommandSchema;
import dev.culvert.cli.Invocation;
import dev.culvert.runtime.http.HttpOptions;
import dev.culvert.runtime.http.StatusServer;
import dev.culvert.schemas.definition.ReplicationDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replication, and a subscription, by their commands from the first to the last. */
class ReplicationCommandsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private PostgresDatabase source;
    private PostgresDatabase target;
    private Path file;

    @BeforeEach
    void make() throws IOException {
        source = PostgresServer.shared(15).createDatabase("replcli_s");
        target = PostgresServer.shared(18).createDatabase("replcli_t");
        source.execute(
                "CREATE TABLE orders (id int, region text, card text, PRIMARY KEY (id, region))",
                "INSERT INTO orders SELECT i, CASE i % 2 WHEN 0 THEN 'eu' ELSE 'us' END, 'c' FROM generate_series(1, 100) i");
        file = Files.writeString(
                directory.resolve("orders.yaml"),
                """
                apiVersion: culvert/v1
                kind: Replication
                metadata: {name: commands-it}
                source: {postgres: {url: "%s"}}
                target: {postgres: {url: "%s"}}
                tables:
                  - {table: public.orders, columns: {exclude: [card]}, where: "region = 'eu'"}
                """
                        .formatted(source.url(), target.url()));
    }

    @AfterEach
    void drop() {
        run("destroy", "--yes");
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
        return checked(run(command, all.toArray(String[]::new)));
    }

    private static JsonNode checked(Invocation invocation) {
        JsonNode answer = invocation.json();
        assertThat(CommandSchema.validate(answer)).as(answer.toString()).isEmpty();
        return answer;
    }

    @Test
    void fromPlanToDestroy() throws Exception {
        assertThat(run("doctor").exitCode()).isZero();
        JsonNode plan = json("plan").at("/result");
        assertThat(plan.at("/tables/0/columns").toString()).isEqualTo("[\"id\",\"region\"]");
        assertThat(plan.at("/tables/0/make").asBoolean()).isTrue();
        assertThat(plan.at("/steps").findValuesAsText("statement").toString()).contains("WHERE (region = 'eu')");
        assertThat(json("apply", "--dry-run").at("/result/result").isNull()).isTrue();
        assertThat(json("status").at("/result/state").asText()).isEqualTo("NEW");
        assertThat(run("pause", "--yes").exitCode()).isEqualTo(4);
        Invocation unasked = run("apply");
        assertThat(unasked.exitCode()).isEqualTo(2);
        assertThat(unasked.err()).contains("CV-CONFIRMATION-REQUIRED");
        assertThat(source.number("SELECT count(*) FROM pg_publication")).isZero();

        assertThat(json("apply", "--yes").at("/result/result").asText()).startsWith("streaming");
        assertThat(run("apply").out()).as("again, and nothing to ask").contains("nothing to do");
        assertThat(target.number("SELECT count(*) FROM orders")).isEqualTo(50);
        JsonNode status = json("status").at("/result");
        assertThat(status.path("state").asText()).isEqualTo("STREAMING");
        assertThat(status.at("/tables/0/rows").asLong()).isEqualTo(50);
        assertThat(run("status").out()).contains("commands-it  STREAMING", "public.orders  1 of 1", "a token took");

        assertThat(json("pause", "--dry-run").at("/result/paused").asBoolean()).isFalse();
        serves(200, "STREAMING");
        assertThat(json("pause", "--yes").at("/result/paused").asBoolean()).isTrue();
        assertThat(json("status").at("/result/state").asText()).isEqualTo("PAUSED");
        serves(503, "PAUSED");
        assertThat(json("apply", "--yes").at("/error/code").asText()).isEqualTo("CV-REPLICATION-STATE");
        source.execute("INSERT INTO orders VALUES (1000, 'eu', 'c'), (1001, 'us', 'c')");
        assertThat(json("resume", "--yes").at("/result/resumed").asBoolean()).isTrue();
        Awaitility.await().atMost(PATIENCE).until(() -> target.number("SELECT count(*) FROM orders") == 51);
        destroyed();
    }

    private void serves(int ready, String state) throws Exception {
        ReplicationDefinition definition = (ReplicationDefinition) DefinitionReader.read(file);
        try (StatusServer server =
                StatusServer.start(HttpOptions.parse("127.0.0.1:0"), new ServedReplication(definition))) {
            HttpResponse<String> probe = get(server, "readyz");
            assertThat(probe.statusCode()).as(probe.body()).isEqualTo(ready);
            assertThat(probe.body()).contains("\"replication\":\"commands-it\"");
            assertThat(get(server, "livez").statusCode()).isEqualTo(200);
            assertThat(get(server, "metrics").body())
                    .contains("culvert_replication_state{replication=\"commands-it\",state=\"" + state + "\"} 1");
            assertThat(get(server, "api/v1/status").body()).contains("\"state\":\"" + state + "\"");
        }
        assertThat(run("status", "--http", "127.0.0.1:0").err()).contains("--watch");
    }

    private static HttpResponse<String> get(StatusServer server, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.address().resolve(path)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private void destroyed() {
        assertThat(run("migrate start", "--yes").err()).contains("CV-DEF-KIND", "culvert apply");
        assertThat(json("destroy", "--dry-run").at("/result/items").findValuesAsText("kind"))
                .containsExactly("subscription", "slot", "publication", "heartbeat", "record");
        assertThat(run("destroy").exitCode()).as("nobody typed the name").isEqualTo(2);
        assertThat(json("status").at("/result/state").asText()).isEqualTo("STREAMING");
        assertThat(json("destroy", "--yes").at("/result/destroyed").asBoolean()).isTrue();
        Invocation twice = run("destroy", "--yes");
        assertThat(twice.exitCode()).isZero();
        assertThat(twice.out()).contains("nothing to do");
        assertThat(target.number("SELECT count(*) FROM orders")).isEqualTo(51);
    }

    @Test
    void whatTheDefinitionGetsWrongIsRefusedWithItsExitCode() throws IOException {
        String good = Files.readString(file);
        Files.writeString(file, good.replace("exclude: [card]", "include: [id, card]"));
        JsonNode identity = json("apply", "--yes");
        assertThat(identity.at("/error/code").asText()).isEqualTo("CV-COLUMN-LIST-BREAKS-UPDATES");
        assertThat(identity.at("/error/exitCode").asInt()).isEqualTo(4);
        Files.writeString(file, good.replace("public.orders", "public.order"));
        assertThat(json("plan").at("/error/exitCode").asInt()).isEqualTo(2);
        Files.writeString(file, good);
        target.execute(
                "CREATE TABLE orders (id int, region text, PRIMARY KEY (id, region))",
                "INSERT INTO orders VALUES (1, 'x')");
        JsonNode filled = json("apply", "--yes");
        assertThat(filled.at("/error/code").asText()).isEqualTo("CV-TARGET-TABLE-NOT-EMPTY");
        assertThat(filled.at("/error/exitCode").asInt()).isEqualTo(4);
        assertThat(source.number("SELECT count(*) FROM pg_publication")).isZero();
        assertThat(target.number("SELECT count(*) FROM pg_namespace WHERE nspname = 'culvert'"))
                .isZero();
    }

    private JsonNode subscription(String verb, String... options) {
        List<String> all =
                new ArrayList<>(List.of("subscription", verb, "plain_sub", "--url", target.url(), "-o", "json"));
        all.addAll(List.of(options));
        return checked(Invocation.of(all.toArray(String[]::new)));
    }

    @Test
    void aSubscriptionOfPostgresOwn() {
        source.execute("CREATE PUBLICATION plain_pub FOR TABLE orders");
        String[] create = {"--from", source.url(), "--publication", "plain_pub", "--yes"};
        assertThat(subscription("create", create).at("/error/code").asText())
                .as("the table is not there yet")
                .isNotEmpty();
        assertThat(source.number("SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'plain_sub'"))
                .isZero();
        target.execute("CREATE TABLE orders (id int, region text, card text, PRIMARY KEY (id, region))");
        assertThat(subscription("create", "--from", source.url(), "--publication", "plain", "--yes")
                        .at("/error/code")
                        .asText())
                .isEqualTo("CV-NOT-FOUND");
        assertThat(subscription("create", "--from", source.url(), "--publication", "plain_pub", "--dry-run")
                        .at("/result/created")
                        .asBoolean())
                .isFalse();
        try {
            assertThat(subscription("create", create).at("/result/created").asBoolean())
                    .isTrue();
            assertThat(subscription("create", create).at("/result/created").asBoolean())
                    .isFalse();
            Awaitility.await().atMost(PATIENCE).until(() -> target.number("SELECT count(*) FROM orders") == 100);
            assertThat(subscription("pause", "--yes").at("/result/paused").asBoolean())
                    .isTrue();
            assertThat(subscription("pause", "--yes").at("/result/paused").asBoolean())
                    .isFalse();
            source.execute("DELETE FROM orders WHERE id = 1");
            assertThat(target.query("SELECT subenabled FROM pg_subscription WHERE subname = 'plain_sub'")
                            .toString())
                    .contains("f");
            assertThat(subscription("resume", "--yes").at("/result/resumed").asBoolean())
                    .isTrue();
            Awaitility.await().atMost(PATIENCE).until(() -> target.number("SELECT count(*) FROM orders") == 99);
        } finally {
            subscription("drop", "--yes");
        }
        assertThat(source.number("SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'plain_sub'"))
                .isZero();
    }
}
