package dev.culvert.runtime.group;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.runtime.http.HttpOptions;
import dev.culvert.runtime.http.StatusServer;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.status.StatusView;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Pipelines side by side: what stops or starts over one of them is nothing to the others. */
class PipelineGroupIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void whatEndsOneDisturbsNoOther() throws Exception {
        try (PostgresDatabase good = database();
                PostgresDatabase bad = database();
                PostgresDatabase far = database()) {
            TestPipeline goes = TestPipeline.on(good).json("debezium");
            TestPipeline stops = TestPipeline.on(bad).json("debezium");
            TestPipeline retries = TestPipeline.on(far).json("debezium");
            PipelineGroup group = new PipelineGroup(
                    Stream.of(
                                    goes.yaml(),
                                    stops.yaml(),
                                    retries.yaml().replace(far.host() + ":" + far.port(), "127.0.0.1:1"))
                            .map(PipelineGroupIT::definition)
                            .toList(),
                    RunOptions.standard().heartbeat(Duration.ofMillis(300)),
                    Clock.systemUTC());
            List<StatusBoard> boards =
                    group.views().stream().map(StatusView::board).toList();
            ScopeOfLogs logs = ScopeOfLogs.begin();
            CompletableFuture<List<Optional<CulvertException>>> ends = CompletableFuture.supplyAsync(group::run);
            try (StatusServer http = StatusServer.start(HttpOptions.parse("127.0.0.1:0"), group.views())) {
                await(boards.get(0), PipelinePhase.STREAMING);
                await(boards.get(1), PipelinePhase.STREAMING);
                await(boards.get(2), PipelinePhase.RETRYING);
                assertThat(threads(goes)).contains("culvert-pipeline-", "culvert-watch-", "culvert-status-");
                List<PipelinePhase> later = new ArrayList<>();
                boards.get(0).onPhase(later::add);

                bad.execute("DROP PUBLICATION " + stops.slot());
                await(boards.get(1), PipelinePhase.FAILED);
                Awaitility.await().atMost(LIMIT).until(() -> threads(stops).isEmpty());

                good.execute("INSERT INTO public.a SELECT g FROM generate_series(1, 100) AS g");
                Awaitility.await().atMost(LIMIT).until(() -> goes.records("public.a") == 100);
                assertThat(later).isEmpty();
                assertThat(boards.get(0).restarts()).isZero();
                assertThat(ends).isNotDone();

                assertTold(http.address(), goes.name(), stops.name(), retries.name());
                Awaitility.await()
                        .atMost(LIMIT)
                        .until(() -> logs.loggers(stops.name()).contains("PipelineGroup")
                                && logs.loggers(retries.name()).contains("PipelineRunner"));
            } finally {
                group.stop();
                logs.close();
            }
            List<Optional<CulvertException>> why = ends.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(why.get(0)).isEmpty();
            assertThat(why.get(1).orElseThrow().code()).isEqualTo(ErrorCode.PUBLICATION_MISSING);
            assertThat(why.get(2)).isEmpty();
            assertThat(goes.topics("public.a").problems()).isEmpty();
        }
    }

    @Test
    void aTopicThatPatternsLeadToIsOfTheFirst() {
        try (PostgresDatabase one = database();
                PostgresDatabase other = database()) {
            TestPipeline first = TestPipeline.on(one).json("debezium");
            TestPipeline second = TestPipeline.on(other).json("debezium");
            String shared = "kafka:\n  topic: \"" + first.name() + ".{schema}.{table}\"";
            other.execute("INSERT INTO public.a VALUES (7)");
            PipelineGroup group = group(
                    Stream.of(first, second).map(pipeline -> pipeline.yaml().replace("kafka:", shared)));

            assertThat(codes(group)).containsExactly(ErrorCode.PIPELINES_COLLIDE);
            boolean firstHasIt = group.views().get(0).board().phase() == PipelinePhase.STOPPED;
            assertThat(first.records("public.a")).isEqualTo(firstHasIt ? 0 : 1);
            // what says that nothing was changed has made nothing
            TestPipeline refused = firstHasIt ? second : first;
            assertThat((firstHasIt ? other : one)
                            .query("SELECT pubname::text FROM pg_publication UNION ALL SELECT slot_name::text FROM"
                                    + " pg_replication_slots WHERE slot_name = '" + refused.slot() + "'"))
                    .isEmpty();
        }
    }

    @Test
    void soIsATopicOfMessages() {
        try (PostgresDatabase one = database();
                PostgresDatabase other = database()) {
            TestPipeline first = TestPipeline.on(one).json("debezium");
            TestPipeline second = TestPipeline.on(other).json("debezium");
            String said = "    - table: public.a\n  messages: [{prefix: \"*\", topic: " + first.name() + ".said}]\n";
            PipelineGroup group = group(Stream.of(first, second)
                    .map(pipeline -> pipeline.tables(said).yaml()));

            assertThat(codes(group)).containsExactly(ErrorCode.PIPELINES_COLLIDE);
        }
    }

    /** Each runs until now. */
    private static PipelineGroup group(Stream<String> definitions) {
        return new PipelineGroup(
                definitions.map(PipelineGroupIT::definition).toList(),
                RunOptions.standard().until(new RunOptions.Until.Now()),
                Clock.systemUTC());
    }

    private static List<ErrorCode> codes(PipelineGroup group) {
        return group.run().stream()
                .flatMap(Optional::stream)
                .map(CulvertException::code)
                .toList();
    }

    private static void assertTold(URI address, String goes, String stops, String retries) throws Exception {
        JsonNode status = json(get(address, "/api/v1/status"));
        assertThat(status.at("/pipelines/0/pipeline").asText()).isEqualTo(goes);
        assertThat(status.at("/pipelines/1/phase").asText()).isEqualTo("failed");
        assertThat(status.at("/pipelines/1/lastError/code").asText()).isEqualTo("CV-PUBLICATION-MISSING");

        HttpResponse<String> ready = get(address, "/readyz");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(json(ready).path("ready").asBoolean()).isFalse();
        JsonNode parts = json(ready).path("pipelines");
        assertThat(parts.findValuesAsText("pipeline")).containsExactly(goes, stops, retries);
        assertThat(parts.findValuesAsText("ready")).containsExactly("true", "false", "false");
        assertThat(parts.at("/1/reason").asText()).startsWith("failed: CV-PUBLICATION-MISSING");
        assertThat(get(address, "/livez").statusCode()).isEqualTo(200);

        String metrics = get(address, "/metrics").body();
        assertThat(metrics)
                .contains("culvert_phase{phase=\"streaming\",pipeline=\"" + goes + "\"} 1.0")
                .contains("culvert_phase{phase=\"failed\",pipeline=\"" + stops + "\"} 1.0");
        assertThat(get(address, "/").body()).contains("id=\"pipelines\"");
    }

    private static void await(StatusBoard board, PipelinePhase phase) {
        Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> assertThat(
                        board.phase())
                .isEqualTo(phase));
    }

    private static PostgresDatabase database() {
        PostgresDatabase database = PostgresServer.shared(18).createDatabase("group");
        database.execute("CREATE TABLE public.a (id int PRIMARY KEY)");
        return database;
    }

    private static PipelineDefinition definition(String yaml) {
        return DefinitionReader.read(yaml, "test.yaml", PipelineDefinition.class);
    }

    /** Names of the threads of a pipeline, without its own name. */
    private static List<String> threads(TestPipeline pipeline) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("culvert-") && name.endsWith(pipeline.name()))
                .map(name -> name.substring(0, name.length() - pipeline.name().length()))
                .toList();
    }

    private static HttpResponse<String> get(URI address, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address.resolve(path)).build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return new ObjectMapper().readTree(response.body());
    }

    /** Which loggers spoke for which pipeline. */
    private static final class ScopeOfLogs extends AppenderBase<ILoggingEvent> {
        private final Map<String, String> loggers = new ConcurrentHashMap<>();

        static ScopeOfLogs begin() {
            ScopeOfLogs scopes = new ScopeOfLogs();
            scopes.start();
            root().addAppender(scopes);
            return scopes;
        }

        private static Logger root() {
            return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        }

        @Override
        protected void append(ILoggingEvent event) {
            String logger =
                    event.getLoggerName().substring(event.getLoggerName().lastIndexOf('.') + 1);
            PipelineScope.current().ifPresent(name -> loggers.merge(name, logger, (a, b) -> a + " " + b));
        }

        String loggers(String pipeline) {
            return loggers.getOrDefault(pipeline, "");
        }

        void close() {
            root().detachAppender(this);
        }
    }
}
