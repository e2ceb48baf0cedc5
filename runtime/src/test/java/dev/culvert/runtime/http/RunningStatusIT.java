package dev.culvert.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.runtime.PipelineRunner;
import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.status.StatusView;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a pipeline on real servers tells of itself over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunningStatusIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final HttpClient client = HttpClient.newHttpClient();
    private PostgresDatabase database;
    private PipelineRunner runner;
    private CompletableFuture<Void> end;
    private StatusServer server;

    @BeforeAll
    void start() {
        database = PostgresServer.shared(18).createDatabase("status");
        database.execute(
                "CREATE TABLE public.orders (id int8 PRIMARY KEY, note text)",
                "INSERT INTO public.orders SELECT g, 'n' || g FROM generate_series(1, 10000) g",
                "CREATE SCHEMA other",
                "CREATE TABLE other.noise (id int8 GENERATED ALWAYS AS IDENTITY, note text)");
        PipelineDefinition definition =
                DefinitionReader.read(TestPipeline.on(database).yaml(), "test.yaml", PipelineDefinition.class);
        StatusView view = new StatusView(new StatusBoard(definition.metadata().name(), Clock.systemUTC()), definition);
        server = StatusServer.start(HttpOptions.parse("127.0.0.1:0"), view);
        runner = new PipelineRunner(definition, RunOptions.standard(), view, Clock.systemUTC());
        end = CompletableFuture.runAsync(runner::run);
        await(() -> status().path("phase").asText().equals("streaming"));
    }

    @AfterAll
    void stop() throws Exception {
        try {
            runner.stop();
            end.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(status().path("phase").asText()).isEqualTo("stopped");
            assertThat(get("/readyz").statusCode()).isEqualTo(503);
        } finally {
            server.close();
            database.close();
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private void await(Condition condition) {
        Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> {
            assertThat(end == null || !end.isDone()).as("the pipeline runs").isTrue();
            return condition.holds();
        });
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(server.address().resolve(path)).build(), BodyHandlers.ofString());
    }

    private JsonNode status() throws IOException, InterruptedException {
        return JSON.readTree(get("/api/v1/status").body());
    }

    private double metric(String start) throws IOException, InterruptedException {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void itCountsWhatItCopiesAndStreams() throws Exception {
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        long before = status().at("/tables/0/changes").asLong();

        for (int i = 0; i < 50; i++) {
            database.execute("INSERT INTO public.orders SELECT g, 'late' FROM generate_series(" + (20_000 + 4 * i)
                    + ", " + (20_003 + 4 * i) + ") g");
        }
        await(() -> status().at("/tables/0/changes").asLong() == before + 200);

        JsonNode status = status();
        assertThat(status.at("/tables/0/table").asText()).isEqualTo("public.orders");
        assertThat(status.at("/tables/0/rowsCopied").asLong()).isEqualTo(10_000);
        assertThat(status.at("/tables/0/bytes").asLong()).isGreaterThan(10_000);
        assertThat(status.at("/latency/p99Seconds").asDouble()).isGreaterThan(0);
        assertThat(Instant.parse(status.at("/lastCommit").asText()))
                .isAfter(Instant.now().minusSeconds(300));
        // the server is asked once a second
        await(() -> status().at("/slot/active").asBoolean());
        assertThat(status().at("/slot/retainedBytes").isNumber()).isTrue();
        assertThat(metric("culvert_table_changes_total")).isEqualTo(before + 200);
        assertThat(metric("culvert_table_snapshot_rows_total")).isEqualTo(10_000);
        await(() -> metric("culvert_lag_bytes{") < 1 << 20);
    }

    @Test
    void walOfOthersIsNoLag() throws Exception {
        await(() -> status().path("findings").isEmpty());
        String durable = status().at("/durable/lsn").asText();

        // for two heartbeats, more WAL than alerts.lag.warn allows, and none of it of a captured table
        Awaitility.await()
                .during(Duration.ofSeconds(22))
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    database.execute(
                            "INSERT INTO other.noise (note) SELECT repeat('x', 900) FROM generate_series(1, 400)");
                    assertThat(status().path("findings")).isEmpty();
                    return true;
                });

        assertThat(status().at("/durable/lsn").asText())
                .as("heartbeats move it")
                .isNotEqualTo(durable);
    }
}
