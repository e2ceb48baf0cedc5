package dev.culvert.sink.flink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.PipelineRunner;
import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.status.StatusView;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.sink.flink.job.SinkJob;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.registry.RegistryServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A source and a target database on one server, a pipeline from the one to the shared broker, and its sink to the other. */
final class SinkScene implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final PostgresDatabase source;
    final PostgresDatabase target;
    private final String name = "s" + Long.toString(System.currentTimeMillis(), 36) + "-" + NUMBER.incrementAndGet();
    private final Path file;

    SinkScene(int major, String format) {
        PostgresServer server = PostgresServer.shared(major);
        source = server.createDatabase("sink_source");
        target = server.createDatabase("sink_target");
        file = write(
                """
                apiVersion: culvert/v1
                kind: Pipeline
                metadata: {name: %s}
                source:
                  postgres: {url: "%s"}
                  tables: [{table: "public.*"}]
                kafka:
                  bootstrap: %s
                  create: {partitions: 3, replicationFactor: 1}
                format: %s
                sinks:
                  - name: analytics
                    type: postgres
                    postgres: {url: "%s"}
                    commitInterval: 200ms
                """
                        .formatted(name, source.url(), KafkaServer.shared().bootstrap(), format, target.url()));
    }

    static SinkScene avro(int major) {
        return new SinkScene(
                major, "{registry: {url: \"" + RegistryServer.shared().url() + "\"}}");
    }

    private static Path write(String yaml) {
        try {
            Path file = Files.createTempFile("culvert-sink", ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file() {
        return file;
    }

    PipelineTopics topics() {
        return PipelineTopics.of(file);
    }

    /** Brings everything that is committed at the source into the topics. */
    void pipelineUntilNow() {
        pipeline(RunOptions.standard().until(new RunOptions.Until.Now())).run();
    }

    PipelineRunner pipeline(RunOptions options) {
        PipelineDefinition definition = DefinitionReader.read(file, PipelineDefinition.class);
        StatusBoard board = new StatusBoard(definition.name(), Clock.systemUTC());
        return new PipelineRunner(definition, options, new StatusView(board, definition), Clock.systemUTC());
    }

    /** Brings everything that is in the topics into the target. */
    void sinkUntilNow() {
        new SinkJob(topics(), Optional.empty(), true).run();
    }

    /** Both, one after the other. */
    void catchUp() {
        pipelineUntilNow();
        sinkUntilNow();
    }

    /** Compares a table row by row: the columns that the source has, as PostgreSQL writes them. */
    void assertEqual(String table) {
        List<String> columns = source
                .query(
                        "SELECT a.attname FROM pg_attribute a WHERE a.attrelid = ?::regclass AND a.attnum > 0"
                                + " AND NOT a.attisdropped ORDER BY a.attnum",
                        "public." + PostgresDatabase.quote(table))
                .stream()
                .map(row -> PostgresDatabase.quote(row.get(0)))
                .toList();
        String sql = "SELECT r::text FROM (SELECT " + String.join(", ", columns) + " FROM public."
                + PostgresDatabase.quote(table) + ") AS r ORDER BY 1";
        List<List<String>> wanted = new ArrayList<>(source.query(sql));
        List<List<String>> found = new ArrayList<>(target.query(sql));
        List<List<String>> missing = new ArrayList<>(wanted);
        missing.removeAll(found);
        found.removeAll(wanted);
        assertThat(missing).as("missing in " + table).isEmpty();
        assertThat(found).as("too many in " + table).isEmpty();
        assertThat(target.number("SELECT count(*) FROM public." + PostgresDatabase.quote(table)))
                .isEqualTo(wanted.size());
    }

    /** Ends the sessions that write to the target. */
    void terminateWriters() {
        target.query("SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE datname = current_database()"
                + " AND application_name LIKE 'culvert%' AND pid <> pg_backend_pid()");
    }

    String slot() {
        return "culvert_" + name.replace('-', '_');
    }

    static Duration limit() {
        return Duration.ofSeconds(60);
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }
}
