package dev.culvert.cli.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.cli.Main;
import dev.culvert.cli.harness.RawTopics;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.oauth.TokenServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import dev.culvert.testkit.registry.RegistryGate;
import dev.culvert.testkit.registry.RegistryServer;
import dev.culvert.testkit.tls.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The secret of a token's client, and the password of a registry that asks for it, right and wrong: they stand nowhere. */
class TokenCanaryIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final TestCertificates CERTIFICATES = TestCertificates.get();

    @TempDir
    Path secrets;

    @TempDir
    Path directory;

    @Test
    void theyStandNowhere() throws Exception {
        Canaries canaries = new Canaries(secrets);
        try (TokenServer tokens = TokenServer.start("machine", canaries.secret("client"));
                KafkaServer kafka = KafkaServer.builder()
                        .oauth(tokens)
                        .setting("sasl.enabled.mechanisms", "OAUTHBEARER")
                        .setting("super.users", "User:ANONYMOUS;User:machine")
                        .start();
                RegistryGate gate = RegistryGate.before(
                        RegistryServer.shared(), CERTIFICATES.server(), "culvert", canaries.secret("registry"));
                PostgresDatabase database = PostgresServer.shared(18).createDatabase("tokens")) {
            database.execute(
                    "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                    "INSERT INTO orders VALUES (1, 'PUBLIC-copied')");
            String yaml = definition(canaries, tokens, kafka, gate, database);

            assertThat(run(canaries, "right", yaml)).isZero();
            assertThat(run(canaries, "client", yaml.replace("{env: CLIENT}", "{env: WRONG}")))
                    .isEqualTo(3);
            assertThat(canaries.of("client: stderr")).contains("CV-KAFKA-AUTH");
            assertThat(run(canaries, "registry", yaml.replace("{file: " + canaries.file("registry"), "{env: WRONG")))
                    .isEqualTo(3);
            assertThat(canaries.of("registry: stderr")).contains("CV-REGISTRY-AUTH");

            assertThat(canaries.of("right: stderr")).as("what is searched").contains("DEBUG");
            assertThat(RawTopics.find(kafka.bootstrap(), List.of("PUBLIC-copied", "commitEndLsn")))
                    .as("what the search finds")
                    .hasSizeGreaterThanOrEqualTo(2);
            assertThat(RawTopics.find(kafka.bootstrap(), canaries.forms())).isEmpty();
            canaries.written(directory);
            canaries.written("log of Kafka", kafka.log());
            assertThat(canaries.leaks()).isEmpty();
        }
    }

    private static String definition(
            Canaries canaries, TokenServer tokens, KafkaServer kafka, RegistryGate gate, PostgresDatabase database) {
        return """
                apiVersion: culvert/v1
                kind: Pipeline
                metadata: {name: tokens}
                source:
                  postgres: {url: "%s"}
                  tables:
                    - table: public.orders
                kafka:
                  bootstrap: %s
                  security:
                    protocol: SASL_PLAINTEXT
                    mechanism: OAUTHBEARER
                    user: machine
                    password: {env: CLIENT}
                    tokenUrl: %s
                  create: {partitions: 1, replicationFactor: 1}
                format:
                  registry: {url: "%s", user: culvert, password: {file: %s}, caCert: %s}
                """
                .formatted(
                        database.url(),
                        kafka.saslBootstrap(),
                        tokens.tokenUrl(),
                        gate.url(),
                        canaries.file("registry"),
                        CERTIFICATES.authority());
    }

    private int run(Canaries canaries, String name, String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve(name + ".yaml"), yaml);
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        try (JavaProcess process = JavaProcess.of(Main.class)
                .jvmArgument("-Xmx384m")
                .systemProperty("java.io.tmpdir", temporary.toString())
                .workingDirectory(directory)
                .environment("CLIENT", canaries.secret("client"))
                .environment("WRONG", canaries.secret("wrong"))
                .start("run", file.toString(), "-vv", "--until", "now")) {
            int status = process.exitCode(LIMIT);
            canaries.written(name + ": stdout", process.out().text());
            canaries.written(name + ": stderr", process.err().text());
            return status;
        }
    }
}
