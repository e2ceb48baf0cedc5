package dev.culvert.cli.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.cli.Invocation;
import dev.culvert.cli.Main;
import dev.culvert.cli.harness.RawTopics;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import dev.culvert.testkit.registry.RegistryServer;
import dev.culvert.testkit.tls.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret in each place where one may be given, right or wrong, stands nowhere else afterwards. */
class SecretCanaryIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final TestCertificates CERTIFICATES = TestCertificates.get();

    @TempDir
    static Path secrets;

    private static Canaries right;
    private static PostgresServer postgres;
    private static KafkaServer kafka;

    @TempDir
    Path directory;

    private PostgresDatabase database;
    private Canaries canaries;
    private int answers;

    @BeforeAll
    static void start() {
        right = new Canaries(secrets);
        CompletableFuture<KafkaServer> broker = CompletableFuture.supplyAsync(() -> KafkaServer.builder()
                .sasl()
                .tls(CERTIFICATES.server())
                .setting("sasl.enabled.mechanisms", "SCRAM-SHA-512")
                .setting("super.users", "User:ANONYMOUS;User:culvert")
                .start());
        postgres = PostgresServer.builder(18)
                .password(right.secret("postgres"))
                .tls(CERTIFICATES.server())
                .start();
        kafka = broker.join();
        kafka.createScramUser("culvert", right.secret("kafka"));
    }

    @AfterAll
    static void stop() {
        kafka.close();
        postgres.close();
    }

    @BeforeEach
    void create() {
        canaries = right;
        database = postgres.createDatabase("canary");
        database.execute(
                "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                "INSERT INTO orders VALUES (1, 'PUBLIC-copied')");
    }

    /** Every secret is needed here, but the registry's, which asks for none. */
    private Path definition() throws IOException {
        TestCertificates.Identity client = CERTIFICATES.client();
        return Files.writeString(
                directory.resolve("canary.yaml"),
                """
                apiVersion: culvert/v1
                kind: Pipeline
                metadata: {name: %s}
                source:
                  postgres:
                    url: "%s"
                    password: {env: CANARY_POSTGRES}
                    tls: {mode: verify-full, rootCert: %s, cert: %s, key: %s, keyPassword: {file: %s}}
                  tables:
                    - table: public.orders
                kafka:
                  bootstrap: %s
                  security:
                    protocol: SASL_SSL
                    mechanism: SCRAM-SHA-512
                    user: culvert
                    password: {env: CANARY_KAFKA}
                    caCert: %s
                    cert: %s
                    key: %s
                    keyPassword: {file: %s}
                  create: {partitions: 1, replicationFactor: 1}
                format: {registry: {url: "%s", user: culvert, password: {file: %s}}}
                """
                        .formatted(
                                database.name().replace('_', '-'),
                                database.url(),
                                CERTIFICATES.authority(),
                                client.certificate(),
                                canaries.encryptedKey("postgres-key", client.keyDer(), false),
                                canaries.file("postgres-key"),
                                kafka.saslTlsBootstrap(),
                                CERTIFICATES.authority(),
                                client.certificate(),
                                canaries.encryptedKey("kafka-key", client.keyDer(), true),
                                canaries.file("kafka-key"),
                                RegistryServer.shared().url(),
                                canaries.file("registry")));
    }

    private JavaProcess culvert(String... arguments) throws IOException {
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        return JavaProcess.of(Main.class)
                .sharesClasses("run")
                .jvmArgument("-Xmx384m")
                .systemProperty("java.io.tmpdir", temporary.toString())
                .workingDirectory(directory)
                .environment("CANARY_POSTGRES", canaries.secret("postgres"))
                .environment("CANARY_KAFKA", canaries.secret("kafka"))
                .environment("CANARY_HTTP", canaries.secret("http"))
                .start(arguments);
    }

    private void keep(String command, JavaProcess process) {
        canaries.written(command + ": stdout", process.out().text());
        canaries.written(command + ": stderr", process.err().text());
    }

    private void search() {
        canaries.written(directory);
        canaries.written("log of PostgreSQL", postgres.log());
        canaries.written("log of Kafka", kafka.log());
        assertThat(canaries.leaks()).isEmpty();
    }

    @Test
    void rightSecretsStandNowhere() throws Exception {
        String file = definition().toString();
        try (JavaProcess run = culvert(
                "run",
                file,
                "-vv",
                "--http",
                "127.0.0.1:0",
                "--http-cert",
                CERTIFICATES.server().certificate().toString(),
                "--http-key",
                CERTIFICATES.server().key().toString(),
                "--http-token",
                "env:CANARY_HTTP")) {
            URI address = URI.create(run.err()
                    .waitFor(line -> line.startsWith("serving https://"), LIMIT)
                    .substring("serving ".length()));
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> get(address, "/api/v1/status", "http").body().contains("streaming"));
            database.execute("INSERT INTO orders VALUES (2, 'PUBLIC-streamed')");
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> get(address, "/api/v1/status", "http").body().matches("(?s).*\"changes\" ?: ?1\\b.*"));
            for (String path : List.of("/livez", "/readyz", "/metrics", "/api/v1/status", "/", "/none")) {
                for (String token : List.of("http", "not-the-token", "")) {
                    HttpResponse<String> answer = get(address, path, token);
                    canaries.written("GET " + path + " " + token, answer.headers() + answer.body());
                }
            }
            canaries.written(
                    "arguments",
                    Files.readString(Path.of("/proc", Long.toString(run.pid()), "cmdline"), StandardCharsets.UTF_8));
            canaries.written(
                    "pg_stat_activity",
                    database.query("SELECT a::text FROM pg_stat_activity a").toString());
            for (String command : List.of("status", "doctor")) {
                try (JavaProcess other = culvert(command, file, "-vv", "-o", "json")) {
                    other.exitCode(LIMIT);
                    keep(command, other);
                }
            }
            run.signal("TERM");
            assertThat(run.exitCode(LIMIT)).as(run.err().text()).isEqualTo(143);
            keep("run", run);
        }

        assertThat(canaries.of("run: stderr")).as("what is searched").contains("DEBUG", "INFO");
        assertThat(canaries.of("GET /api/v1/status http")).contains("streaming");
        assertThat(canaries.of("status: stdout")).contains("\"ok\":true");
        assertThat(canaries.of("arguments")).contains("env:CANARY_HTTP");
        assertThat(RawTopics.find(kafka.bootstrap(), List.of("PUBLIC-copied", "PUBLIC-streamed", "commitEndLsn")))
                .as("what the search finds")
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(RawTopics.find(kafka.bootstrap(), canaries.forms())).isEmpty();
        search();
    }

    @Test
    void wrongSecretsStandInNoError() throws Exception {
        String right = Files.readString(definition());
        canaries = new Canaries(Files.createDirectories(secrets.resolve("wrong")));
        Path wrong = canaries.file("wrong");
        refused(right.replace("{env: CANARY_POSTGRES}", "{file: " + wrong + "}"), "CV-PG-AUTH");
        String kafkaOnly =
                right.replace("{env: CANARY_POSTGRES}", "{file: " + SecretCanaryIT.right.file("postgres") + "}");
        refused(kafkaOnly.replace("{env: CANARY_KAFKA}", "{file: " + wrong + "}"), "CV-KAFKA-AUTH");
        String kafkaKey =
                kafkaOnly.replace("{env: CANARY_KAFKA}", "{file: " + SecretCanaryIT.right.file("kafka") + "}");
        refused(
                kafkaKey.replaceFirst("(?s)(key: \\S*kafka-key.pem\\s+keyPassword: \\{file: )[^}]*", "$1" + wrong),
                "CV-KAFKA-AUTH");
        refused(kafkaKey.replaceFirst("(keyPassword: \\{file: )[^}]*postgres-key", "$1" + wrong), "CV-PG-TLS");
        search();
    }

    @Test
    void secretsInTheWrongPlaceAreNotRepeated() throws Exception {
        String right = Files.readString(definition());
        canaries = new Canaries(Files.createDirectories(secrets.resolve("inline")));
        String inline = canaries.secret("inline");
        refused(right.replace("{env: CANARY_POSTGRES}", inline), "CV-DEF-SECRET-INLINE");
        refused(right.replace("{env: CANARY_KAFKA}", "{value: " + inline + "}"), "CV-DEF-INVALID");
        refused(right.replace("{env: CANARY_KAFKA}", "{env: " + inline + "}"), "CV-DEF-VALUE");
        refused(right.replace("//postgres@", "//postgres:" + inline + "@"), "CV-DEF-SECRET-INLINE");
        refused(right.replace("url: \"http://", "url: \"http://culvert:" + inline + "@"), "CV-DEF-SECRET-INLINE");
        refused(
                right.replace("kafka:\n", "kafka:\n  producer: {sasl.jaas.config: \"x password=" + inline + "\"}\n"),
                "CV-DEF-UNKNOWN-KEY");
        refused("password: " + inline + "\n  : {", "CV-DEF-SYNTAX");
        Path file = definition();
        for (List<String> words : List.of(
                List.of("slot", "list", "--url", "postgresql://postgres:" + inline + "@127.0.0.1:1/db"),
                List.of("slot", "list", "--url", "postgresql://postgres@127.0.0.1:1/db", "--password", inline),
                List.of("slot", "list", "--url=postgresql://postgres:" + inline + "@127.0.0.1:1/db", "--none"),
                List.of("run", file.toString(), "--http", "127.0.0.1:0", "--http-token", inline),
                List.of("run", file.toString(), "--http-token=" + inline, "--none"),
                List.of("run", file.toString(), "--password=" + inline),
                List.of("run", file.toString(), "--password", inline))) {
            refused(words);
        }
        // the files hold the definitions, as they were given
        assertThat(canaries.leaks()).isEmpty();
    }

    private void refused(String yaml, String code) throws IOException {
        Path file = Files.writeString(directory.resolve("spoiled.yaml"), yaml);
        Invocation run = refused(List.of("run", file.toString(), "--until", "now"));
        assertThat(run.err()).contains(code);
        Files.delete(file);
    }

    private Invocation refused(List<String> words) {
        List<String> all = Stream.concat(words.stream(), Stream.of("-v")).toList();
        Invocation invocation = Invocation.of(all.toArray(String[]::new));
        assertThat(invocation.exitCode()).as(invocation.err()).isIn(2, 3);
        canaries.written("answer " + ++answers, invocation.out() + invocation.err());
        return invocation;
    }

    private HttpResponse<String> get(URI address, String path, String token) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + (token.equals("http") ? canaries.secret("http") : token));
        }
        return HttpClient.newBuilder()
                .sslContext(CERTIFICATES.trusting())
                .build()
                .send(request.build(), BodyHandlers.ofString());
    }
}
