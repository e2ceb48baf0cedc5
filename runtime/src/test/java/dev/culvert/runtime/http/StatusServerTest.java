package dev.culvert.runtime.http;

import static dev.culvert.runtime.status.Scene.MB;
import static dev.culvert.runtime.status.Scene.ORDERS;
import static dev.culvert.runtime.status.Scene.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.runtime.status.Scene;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.schemas.status.StatusJson;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real sockets, on loopback. */
class StatusServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Scene scene = new Scene();
    private StatusServer server;

    @BeforeEach
    void start() {
        server = StatusServer.start(HttpOptions.parse("127.0.0.1:0"), scene.view);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(server.address().resolve(path)).build(), BodyHandlers.ofString());
    }

    private JsonNode json(HttpResponse<String> response) throws IOException {
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        return JSON.readTree(response.body());
    }

    /** Byte for byte, for what the client would not send; the whole answer. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void statusIsTheRecordAsCommandsPrintIt() throws Exception {
        scene.board.phase(PipelinePhase.STREAMING);
        scene.board.walEnd(at(2 * MB));
        scene.board.received(at(MB));
        scene.board.change(ORDERS);

        HttpResponse<String> response = get("/api/v1/status");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response))
                .isEqualTo(JSON.readTree(StatusJson.tree(scene.status()).toString()));
        assertThat(json(response).at("/received/bytesBehind").asLong()).isEqualTo(MB);
    }

    @Test
    void metricsAreThere() throws Exception {
        HttpResponse<String> response = get("/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain")
                .contains("version=0.0.4");
        assertThat(response.body()).contains("culvert_phase{phase=\"starting\",pipeline=\"shop\"} 1.0");
    }

    @Test
    void thePageRunsItsOwnScriptAndNothingElse() throws Exception {
        HttpResponse<String> response = get("/");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'")
                .containsPattern("script-src 'sha256-[A-Za-z0-9+/=]{44}'")
                .containsPattern("style-src 'sha256-[A-Za-z0-9+/=]{44}'")
                .doesNotContain("unsafe");
        assertThat(response.body())
                .contains("api/v1/status")
                .doesNotContain("http://")
                .doesNotContain("https://")
                .doesNotContain("innerHTML")
                .doesNotContain("style=");
    }

    @ParameterizedTest
    @CsvSource({
        "STANDBY, 200",
        "STARTING, 503",
        "SNAPSHOT, 200",
        "STREAMING, 200",
        "RETRYING, 503",
        "STOPPED, 503",
        "FAILED, 503",
    })
    void readyIsWhoDoesItsWork(PipelinePhase phase, int status) throws Exception {
        scene.board.phase(phase);

        HttpResponse<String> response = get("/readyz");

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response).path("ready").asBoolean()).isEqualTo(status == 200);
        assertThat(json(response).path("pipeline").asText()).isEqualTo("shop");
        assertThat(get("/livez").statusCode()).as("alive in every phase").isEqualTo(200);
    }

    @Test
    void whoIsNotReadySaysWhy() throws Exception {
        scene.board.error(new CulvertException(
                ErrorCode.KAFKA_UNREACHABLE, "Kafka at kafka:9092", "No answer.", Changed.NOTHING, "Look."));
        scene.board.phase(PipelinePhase.RETRYING);
        assertThat(json(get("/readyz")).path("reason").asText())
                .isEqualTo("retrying: CV-KAFKA-UNREACHABLE Kafka at kafka:9092: No answer.");

        scene.board.waitingFor("Kafka at kafka:9092, next attempt in 8 s");
        assertThat(json(get("/readyz")).path("reason").asText())
                .isEqualTo("retrying: Kafka at kafka:9092, next attempt in 8 s");
    }

    @Test
    void whoStandsBySaysForWhom() throws Exception {
        scene.board.phase(PipelinePhase.STANDBY);
        scene.board.waitingFor("the owner of slot \"s\" to end: process 7 of the server (culvert/shop/owner)");

        JsonNode answer = json(get("/readyz"));

        assertThat(answer.path("phase").asText()).isEqualTo("standby");
        assertThat(answer.path("reason").asText()).contains("culvert/shop/owner");
    }

    @Test
    void whoseStatusThreadIsStuckIsNotAlive() throws Exception {
        scene.seconds(1);
        scene.pass(Duration.ofSeconds(60));
        assertThat(get("/livez").statusCode()).isEqualTo(200);

        scene.pass(Duration.ofSeconds(1));
        HttpResponse<String> response = get("/livez");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(json(response).path("alive").asBoolean()).isFalse();
        assertThat(json(response).path("reason").asText())
                .contains("status thread")
                .contains("61 s");
    }

    @Test
    void whoseLoopIsStuckIsNotAliveWhileItShouldWork() throws Exception {
        scene.board.phase(PipelinePhase.STREAMING);
        scene.board.turn();
        scene.seconds(600);
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        scene.seconds(1);
        assertThat(get("/livez").statusCode()).isEqualTo(503);
        assertThat(json(get("/livez")).path("reason").asText()).isEqualTo("the loop has not turned for 601 s");

        scene.board.phase(PipelinePhase.RETRYING);
        assertThat(get("/livez").statusCode()).as("waiting is no sickness").isEqualTo(200);

        scene.board.phase(PipelinePhase.SNAPSHOT);
        assertThat(get("/livez").statusCode()).as("it has just begun").isEqualTo(200);
        scene.board.waitingFor("the transactions that are open on the server");
        scene.seconds(3_600);
        assertThat(get("/livez").statusCode()).as("it waits, and says for what").isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "BREW"})
    void nothingButGet(String method) throws Exception {
        for (String path : new String[] {"/", "/livez", "/readyz", "/metrics", "/api/v1/status", "/nowhere"}) {
            String answer = raw(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            assertThat(answer.lines().findFirst().orElseThrow())
                    .as(method + " " + path)
                    .containsPattern(" (405|501) ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "127.0.0.1.evil.example",
                "localhost.evil.example:1",
                "[::2]"
            })
    void onLoopbackAnotherHostNameIsRefused(String host) throws Exception {
        for (String path : new String[] {"/", "/livez", "/metrics", "/api/v1/status"}) {
            String answer = raw("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 421 ").doesNotContain("shop");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:9", "127.0.0.1:8080", "[::1]:8080", "[::1]"})
    void onLoopbackItsOwnNamesAreTaken(String host) throws Exception {
        assertThat(raw("GET /livez HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void noOtherOriginIsLetIn() throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(server.address().resolve("/api/v1/status"))
                        .header("Origin", "https://evil.example")
                        .build(),
                BodyHandlers.ofString());

        assertThat(response.headers().map()).doesNotContainKey("access-control-allow-origin");
        assertThat(response.headers().firstValue("Cross-Origin-Resource-Policy"))
                .contains("same-origin");
    }

    @Test
    void everyAnswerCarriesTheSecurityHeaders() throws Exception {
        for (String path : new String[] {"/", "/livez", "/readyz", "/metrics", "/api/v1/status", "/nowhere"}) {
            HttpResponse<String> response = get(path);

            assertThat(response.headers().firstValue("X-Content-Type-Options"))
                    .as(path)
                    .contains("nosniff");
            assertThat(response.headers().firstValue("X-Frame-Options"))
                    .as(path)
                    .contains("DENY");
            assertThat(response.headers().firstValue("Cache-Control")).as(path).contains("no-store");
            assertThat(response.headers().firstValue("Referrer-Policy"))
                    .as(path)
                    .contains("no-referrer");
            assertThat(response.headers().firstValue("Content-Security-Policy"))
                    .as(path)
                    .isPresent();
            assertThat(response.headers().map()).as(path).doesNotContainKeys("server", "set-cookie", "x-powered-by");
        }
    }

    @Test
    void errorsTellNothingOfTheInside() throws Exception {
        assertThat(get("/nowhere").body()).isEqualTo("{\"error\":\"there is no such path\"}");
        for (String request : new String[] {
            "GET /%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            "GET /a/%2e%2e/%2f/livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            "GARBAGE\r\n\r\n",
            "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"
        }) {
            assertThat(raw(request))
                    .matches(answer -> answer.matches("(?s)HTTP/1.1 4\\d\\d .*"), "is refused")
                    .doesNotContain("\tat ")
                    .doesNotContain("Exception")
                    .doesNotContainIgnoringCase("javalin")
                    .doesNotContainIgnoringCase("jetty");
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            HttpOptions options = HttpOptions.parse("127.0.0.1:" + taken.getLocalPort());

            CulvertException e =
                    catchThrowableOfType(CulvertException.class, () -> StatusServer.start(options, scene.view));

            assertThat(e.code()).isEqualTo(ErrorCode.HTTP_BIND);
            assertThat(e.object()).isEqualTo("HTTP address 127.0.0.1:" + taken.getLocalPort());
            assertThat(e.fact()).containsIgnoringCase("in use");
        }
    }

    @Test
    void closedItIsGone() throws Exception {
        int port = server.address().getPort();
        server.close();

        try (ServerSocket again = new ServerSocket()) {
            again.setReuseAddress(true);
            again.bind(new InetSocketAddress("127.0.0.1", port));
            assertThat(again.isBound()).isTrue();
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("culvert-http"));
    }
}
