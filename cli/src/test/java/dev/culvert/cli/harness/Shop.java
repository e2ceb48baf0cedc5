package dev.culvert.cli.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.cli.CommandSchema;
import dev.culvert.cli.Invocation;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.registry.RegistryServer;
import dev.culvert.testkit.topic.PipelineTopics;
import dev.culvert.testkit.topic.TableComparison;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A small database with a good definition of a pipeline, for a test to run or to spoil. */
public final class Shop implements AutoCloseable {
    private final PostgresDatabase database;
    private final String name = "bad-" + Long.toString(System.nanoTime(), 36);
    private final Path file;

    private Shop(PostgresDatabase database, Path file) {
        this.database = database;
        this.file = file;
    }

    public static Shop in(PostgresDatabase database, Path directory) {
        Shop shop = new Shop(database, directory.resolve("shop.yaml"));
        database.execute(
                "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                "INSERT INTO orders SELECT i, 'row ' || i FROM generate_series(1, 20) i",
                "CREATE TABLE bare (id int, note text)");
        shop.write(
                """
                apiVersion: culvert/v1
                kind: Pipeline
                metadata: {name: %s}
                source:
                  postgres: {url: "%s"}
                  tables:
                    - table: public.orders
                kafka:
                  bootstrap: %s
                  create: {partitions: 2, replicationFactor: 1}
                format: {registry: {url: "%s"}}
                """
                        .formatted(
                                shop.name,
                                database.url(),
                                KafkaServer.shared().bootstrap(),
                                RegistryServer.shared().url()));
        return shop;
    }

    public PostgresDatabase database() {
        return database;
    }

    /** That of the pipeline, with which its topics begin. */
    public String name() {
        return name;
    }

    public Path file() {
        return file;
    }

    /** Of slot and publication. */
    public String slot() {
        return "culvert_" + name.replace('-', '_');
    }

    public String topic() {
        return name + ".public.orders";
    }

    public String offsets() {
        return name + ".offsets";
    }

    private void write(String yaml) {
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the definition with one text in place of another, which must be there. */
    public void replace(String from, String to) {
        try {
            String yaml = Files.readString(file);
            assertThat(yaml).contains(from);
            write(yaml.replace(from, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What others see of the pipeline now. */
    public Footprint footprint() {
        return Footprint.of(database, name);
    }

    /** A command on the definition; its answer must have the promised form. */
    public Invocation command(String... words) {
        Invocation invocation =
                Invocation.of(Stream.concat(Arrays.stream(words), Stream.of(file.toString(), "-o", "json"))
                        .toArray(String[]::new));
        assertThat(CommandSchema.validate(invocation.json()))
                .as(invocation.out())
                .isEmpty();
        return invocation;
    }

    public Invocation run() {
        return command("run", "--until", "now");
    }

    /** Runs it to what is committed now, which must succeed. */
    public void catchUp() {
        Invocation run = run();
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    }

    /** The topic has the table, each change once. */
    public void assertWhole() {
        assertWhole(Set.of(topic()), topic(), problem -> false);
    }

    /**
     * The same.
     *
     * @param all topics that rows were ever written to
     * @param topic that has the table
     * @param tolerated what the checker may say, since somebody took it from the topics
     */
    public void assertWhole(Collection<String> all, String topic, Predicate<String> tolerated) {
        PipelineTopics topics = PipelineTopics.of(KafkaServer.shared().bootstrap())
                .avro(RegistryServer.shared().url())
                .tables(List.copyOf(all))
                .transactions(name + ".transactions")
                .read();
        assertThat(topics.problems()).filteredOn(tolerated.negate()).isEmpty();
        assertThat(topics.differences(topic, TableComparison.of(database, "public", "orders")))
                .isEmpty();
    }

    /** How many records of the topic have this {@code op}. */
    public long records(String operation) {
        AtomicLong count = new AtomicLong();
        PipelineTopics.of(KafkaServer.shared().bootstrap())
                .avro(RegistryServer.shared().url())
                .tables(List.of(topic()))
                .listener(change -> {
                    if (change.operation().name().toLowerCase(Locale.ROOT).startsWith(operation)) {
                        count.incrementAndGet();
                    }
                })
                .read();
        return count.get();
    }

    /** The error of an answer, with the words that every error has. */
    public static JsonNode error(Invocation invocation) {
        JsonNode error = invocation.json().path("error");
        assertThat(error.isObject()).as(invocation.out() + invocation.err()).isTrue();
        assertThat(error.path("exitCode").asInt()).isEqualTo(invocation.exitCode());
        for (String word : List.of("object", "fact", "changed")) {
            assertThat(error.path(word).asText()).as(word).isNotBlank();
        }
        boolean remedy = !error.path("remedy").asText().isBlank();
        assertThat(remedy || !error.path("findings").isEmpty()).as("a remedy").isTrue();
        error.path("findings")
                .forEach(finding -> assertThat(finding.path("remedy").asText())
                        .as(finding.toString())
                        .isNotBlank());
        return error;
    }

    @Override
    public void close() {
        database.close();
    }
}
