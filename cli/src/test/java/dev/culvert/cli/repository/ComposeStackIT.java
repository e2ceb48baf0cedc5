package dev.culvert.cli.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.cli.Invocation;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.registry.RegistryServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compose file's definition on the compose file's database, on servers of the testkit, as there is no Docker here. */
class ComposeStackIT {
    @Test
    void theDefinitionRunsOnTheDatabaseThatTheFilesMake(@TempDir Path directory) throws Exception {
        try (PostgresServer server = PostgresServer.start(15)) {
            server.maintenance().execute("CREATE DATABASE shop");
            PostgresDatabase shop = server.database("shop");
            shop.execute(
                    Repository.text(Repository.file("cli/src/main/resources/dev/culvert/cli/embedded/shop.sql")),
                    Repository.text(Repository.file("examples/compose/owner.sql")));
            Path secret = Files.writeString(directory.resolve("password"), "culvert");
            Path definition = Files.writeString(
                    directory.resolve("shop.yaml"),
                    Repository.text(Repository.file("examples/compose/shop.yaml"))
                            .replace("postgres-old:5432", shop.host() + ":" + shop.port())
                            .replace("{env: SHOP_PASSWORD}", "{file: " + secret + "}")
                            .replace("kafka:9092", KafkaServer.shared().bootstrap())
                            .replace(
                                    "http://registry:8080/apis/ccompat/v7",
                                    RegistryServer.shared().url()));

            Invocation run = Invocation.of("run", definition.toString(), "--until", "now", "-o", "json");

            assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
            assertThat(run.json().at("/result/tables").findValuesAsText("rowsCopied"))
                    .as(run.out())
                    .containsExactlyInAnyOrder("4", "4", "0", "0");
            // what the head of docker-compose.yml tells to do
            shop.as("culvert").execute("CALL trade()");
        }
    }
}
