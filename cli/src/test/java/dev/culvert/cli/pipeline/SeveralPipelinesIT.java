package dev.culvert.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.cli.CommandSchema;
import dev.culvert.cli.Invocation;
import dev.culvert.cli.Main;
import dev.culvert.cli.harness.Shop;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code culvert run} and {@code culvert status} of two definitions. */
class SeveralPipelinesIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private Shop shop(String name) throws Exception {
        return Shop.in(
                PostgresServer.shared(18).createDatabase("several"), Files.createDirectory(directory.resolve(name)));
    }

    @Test
    void oneStopsTheOtherGoesOnAndASignalEndsIt() throws Exception {
        try (Shop goes = shop("goes");
                Shop stops = shop("stops");
                JavaProcess run = JavaProcess.of(Main.class)
                        .sharesClasses("run")
                        .jvmArgument("-Xmx384m")
                        .start("run", goes.file().toString(), stops.file().toString(), "--http", "127.0.0.1:0")) {
            URI status = URI.create(run.err()
                            .waitFor(line -> line.startsWith("serving http://"), LIMIT)
                            .substring("serving ".length()))
                    .resolve("/api/v1/status");
            awaitPhases(status, "streaming", "streaming");

            stops.database()
                    .execute(
                            "ALTER TABLE orders DROP CONSTRAINT orders_pkey, ADD PRIMARY KEY (id, note)",
                            "INSERT INTO orders VALUES (100, 'of another key')");
            awaitPhases(status, "streaming", "failed");
            String line = run.err().waitFor(text -> text.contains(" ERROR PipelineGroup "), LIMIT);
            String pipeline = stops.topic().substring(0, stops.topic().indexOf('.'));
            assertThat(line)
                    .contains("[culvert-pipeline-" + pipeline + "] " + pipeline + ": ")
                    .contains("CV-")
                    .contains("--resnapshot");
            // the block is printed at the change of phase, a moment before or after the line
            run.err().waitFor(text -> text.contains(pipeline) && text.contains("FAILED"), LIMIT);
            assertThat(run.err().text()).contains("PIPELINE");

            goes.database().execute("INSERT INTO orders VALUES (100, 'streamed')");
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() ->
                            answer(status).at("/pipelines/0/tables/0/changes").asLong() == 1);
            run.signal("TERM");
            assertThat(run.exitCode(LIMIT)).isEqualTo(143);
            goes.catchUp();
            goes.assertWhole();
        }
    }

    @Test
    void itEndsWhenAllHaveByTheWorstOfTheirCodes() throws Exception {
        try (Shop good = shop("good");
                Shop bad = shop("bad")) {
            bad.replace("public.orders", "public.bare");
            String[] files = {good.file().toString(), bad.file().toString()};

            Invocation run = Invocation.of("run", files[0], files[1], "--until", "now", "-o", "json");

            assertThat(run.exitCode()).isEqualTo(4);
            assertThat(CommandSchema.validate(run.json())).as(run.out()).isEmpty();
            assertThat(run.json().at("/error/code").asText()).isEqualTo("CV-TABLE-NO-IDENTITY");
            assertThat(run.json().at("/result/pipelines").findValuesAsText("phase"))
                    .containsExactly("stopped", "failed");
            good.assertWhole();

            Invocation status = Invocation.of("status", files[0], files[1], "-o", "json");
            assertThat(status.exitCode()).as(status.out()).isZero();
            assertThat(CommandSchema.validate(status.json())).as(status.out()).isEmpty();
            assertThat(status.json().at("/result/pipelines")).hasSize(2);
        }
    }

    private static void awaitPhases(URI status, String... phases) {
        Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> assertThat(
                        answer(status).path("pipelines").findValuesAsText("phase"))
                .containsExactly(phases));
    }

    private static JsonNode answer(URI address) throws Exception {
        return new ObjectMapper()
                .readTree(HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                        .body());
    }
}
