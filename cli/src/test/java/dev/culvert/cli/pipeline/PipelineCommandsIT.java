package dev.culvert.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.cli.CommandSchema;
import dev.culvert.cli.Invocation;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.registry.RegistryServer;
import dev.culvert.testkit.topic.PipelineTopics;
import dev.culvert.testkit.topic.TableComparison;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a pipeline, one after the other as a person gives them, on real servers. */
class PipelineCommandsIT {
    @TempDir
    Path directory;

    private PostgresDatabase database;
    private String name;
    private Path file;

    @BeforeEach
    void create() {
        database = PostgresServer.shared(18).createDatabase("cli");
        database.execute(
                "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                "INSERT INTO orders SELECT i, 'row ' || i FROM generate_series(1, 50) i");
        name = "cli-" + Long.toString(System.nanoTime(), 36);
        file = write("");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private Path write(String more) {
        try {
            return Files.writeString(
                    directory.resolve("shop.yaml"),
                    """
                    apiVersion: culvert/v1
                    kind: Pipeline
                    metadata: {name: %s}
                    source:
                      postgres: {url: "%s"}
                      tables:
                        - table: public.orders
                          %s
                    kafka:
                      bootstrap: %s
                      create: {partitions: 2, replicationFactor: 1}
                    format: {registry: {url: "%s"}}
                    """
                            .formatted(
                                    name,
                                    database.url(),
                                    more,
                                    KafkaServer.shared().bootstrap(),
                                    RegistryServer.shared().url()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Invocation run(String... arguments) {
        Invocation invocation =
                Invocation.of(Stream.concat(Arrays.stream(arguments), Stream.of(file.toString(), "-o", "json"))
                        .toArray(String[]::new));
        assertThat(CommandSchema.validate(invocation.json()))
                .as(invocation.out())
                .isEmpty();
        return invocation;
    }

    private JsonNode good(String... arguments) {
        Invocation invocation = run(arguments);
        assertThat(invocation.exitCode())
                .as(invocation.out() + invocation.err())
                .isZero();
        return invocation.json().path("result");
    }

    private String publications() {
        return database.value("SELECT string_agg(pubname, ',') FROM pg_publication")
                .orElse("");
    }

    @Test
    void fromTheFirstLookToTheLast() {
        assertThat(good("doctor").path("checks")).hasSizeGreaterThan(15);

        JsonNode plan = good("plan");
        assertThat(plan.at("/tables/0/topic").asText()).isEqualTo(name + ".public.orders");
        assertThat(plan.path("steps").findValuesAsText("kind")).contains("publication", "topic", "subject", "slot");
        assertThat(publications()).as("a plan changes nothing").isEmpty();

        assertThat(run("apply").exitCode()).as("nobody agreed").isEqualTo(2);
        assertThat(good("apply", "--dry-run").path("applied").asBoolean()).isFalse();
        assertThat(publications()).isEmpty();
        assertThat(good("apply", "--yes").path("applied").asBoolean()).isTrue();
        assertThat(publications()).isEqualTo("culvert_" + name.replace('-', '_'));
        assertThat(good("apply").path("applied").asBoolean())
                .as("there is nothing left to agree to")
                .isFalse();

        JsonNode copied = good("run", "--until", "now");
        assertThat(copied.path("phase").asText()).isEqualTo("stopped");
        database.execute("UPDATE orders SET note = 'changed' WHERE id % 2 = 0", "DELETE FROM orders WHERE id > 40");
        JsonNode streamed = good("run", "--until", "now");
        assertThat(streamed.at("/tables/0/changes").asInt()).isEqualTo(35);
        assertTopicsEqualTheTable();

        JsonNode status = good("status");
        assertThat(status.path("phase").asText()).isEqualTo("stopped");
        assertThat(status.at("/durable/lsn").asText()).contains("/");
        for (int segment = 0; segment < 3; segment++) { // of 16 MB, and half of what is allowed gives a finding
            database.execute("UPDATE orders SET note = note", "SELECT pg_switch_wal()");
        }
        allowLittleWal();
        namesTheFile("status", good("status"));

        assertThat(run("destroy").exitCode()).as("nobody agreed").isEqualTo(2);
        assertThat(good("destroy", "--dry-run").path("steps").findValuesAsText("kind"))
                .containsExactly("slot", "publication", "offset");
        assertThat(good("destroy", "--yes").path("destroyed").asBoolean()).isTrue();
        assertThat(publications()).isEmpty();
        assertThat(good("destroy").path("steps")).as("it can be repeated").isEmpty();
        assertTopicsEqualTheTable();
    }

    private void assertTopicsEqualTheTable() {
        PipelineTopics topics = PipelineTopics.of(KafkaServer.shared().bootstrap())
                .avro(RegistryServer.shared().url())
                .tables(name + ".public.orders")
                .transactions(name + ".transactions")
                .read();

        assertThat(topics.problems()).isEmpty();
        assertThat(topics.differences(name + ".public.orders", TableComparison.of(database, "public", "orders")))
                .isEmpty();
    }

    private void allowLittleWal() {
        try {
            Files.writeString(
                    file, Files.readString(file).replace("source:", "source:\n  slot: {maxRetainedWal: 64MB}"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void namesTheFile(String command, JsonNode findings) {
        assertThat(findings.findValuesAsText("remedy"))
                .as(findings.toString())
                .anyMatch(remedy -> remedy.contains("culvert " + command + " " + file))
                .noneMatch(remedy -> remedy.contains(" FILE"));
    }

    @Test
    void whatIsToBeDoneNamesTheFile() {
        database.execute(
                "DROP TABLE orders",
                "CREATE TABLE orders (id int PRIMARY KEY) PARTITION BY RANGE (id)",
                "CREATE UNLOGGED TABLE orders_1 PARTITION OF orders FOR VALUES FROM (0) TO (10)");
        namesTheFile("run", run("plan").json());
        namesTheFile("run", run("doctor").json());
    }

    @Test
    void aColumnListThatWouldBreakUpdatesIsRefused() {
        file = write("columns: {exclude: [id]}");

        Invocation plan = run("plan");

        assertThat(plan.exitCode()).isEqualTo(4);
        assertThat(plan.json().at("/error/code").asText()).isEqualTo("CV-COLUMN-LIST-BREAKS-UPDATES");
        assertThat(run("doctor").exitCode()).isEqualTo(4);
        assertThat(run("apply", "--yes").exitCode()).isEqualTo(4);
        assertThat(publications()).isEmpty();
    }

    @Test
    void aWrongEndIsUsage() {
        assertThat(run("run", "--until", "tomorrow").json().at("/error/code").asText())
                .isEqualTo("CV-USAGE");
    }
}
