package dev.culvert.sink.flink.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.PipelineRunner;
import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.status.StatusView;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.job.EmbeddedOptions;
import dev.culvert.sink.flink.job.SinkJob;
import dev.culvert.sink.flink.reach.SinkStatuses;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.store.PipelineSink;
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
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** A source database, a pipeline from it to a broker, and its sink into a store. */
public final class SinkScene implements AutoCloseable {
    /** The name of the sink. */
    public static final String SINK = "analytics";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name = "s" + Long.toString(System.currentTimeMillis(), 36) + "-" + NUMBER.incrementAndGet();
    private final PostgresDatabase source;
    private final SinkStore store;
    private final Path file;
    private int parallelism = 1;

    /**
     * @param format of the definition, in braces
     * @param more top-level sections of the definition
     */
    public SinkScene(PostgresDatabase source, SinkStore store, KafkaServer broker, String format, String more) {
        this.source = source;
        this.store = store;
        this.file = write(
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
                %s
                sinks:
                  - name: %s
                    commitInterval: 200ms
                %s
                """
                        .formatted(
                                name,
                                source.url(),
                                broker.bootstrap(),
                                format,
                                more,
                                SINK,
                                store.definition().indent(4)));
    }

    /** From one database of the shared server of this major to another. */
    public static SinkScene postgres(int major, String format, String more) {
        PostgresServer server = PostgresServer.shared(major);
        return new SinkScene(
                server.createDatabase("sink_source"),
                new PostgresStore(server.createDatabase("sink_target")),
                KafkaServer.shared(),
                format,
                more);
    }

    /** From a database of the shared server of 18, by records in Avro. @param store is given the source */
    public static SinkScene into(Function<PostgresDatabase, SinkStore> store) {
        PostgresDatabase source = PostgresServer.shared(18).createDatabase("sink_source");
        return new SinkScene(source, store.apply(source), KafkaServer.shared(), avro(), "");
    }

    /** The format of records in Avro. */
    public static String avro() {
        return "{registry: {url: \"" + RegistryServer.shared().url() + "\"}}";
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

    /** The pipeline's. */
    public String name() {
        return name;
    }

    /** The definition. */
    public Path file() {
        return file;
    }

    /** Changes the definition. */
    public void edit(UnaryOperator<String> change) {
        try {
            Files.writeString(file, change.apply(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public PostgresDatabase source() {
        return source;
    }

    public SinkStore store() {
        return store;
    }

    /** The database of a sink into PostgreSQL. */
    public PostgresDatabase target() {
        return ((PostgresStore) store).database();
    }

    public PipelineTopics topics() {
        return PipelineTopics.of(file);
    }

    /** Brings everything that is committed at the source into the topics. */
    public void pipelineUntilNow() {
        pipelineUntilNow(RunOptions.standard());
    }

    public void pipelineUntilNow(RunOptions options) {
        pipeline(options.until(new RunOptions.Until.Now())).run();
    }

    private PipelineRunner pipeline(RunOptions options) {
        PipelineDefinition definition = DefinitionReader.read(file, PipelineDefinition.class);
        StatusBoard board = new StatusBoard(definition.name(), Clock.systemUTC());
        return new PipelineRunner(definition, options, new StatusView(board, definition), Clock.systemUTC());
    }

    /** The pipeline, on a thread of its own. */
    public Background startPipeline() {
        return startPipeline(RunOptions.standard().heartbeat(Duration.ofMillis(500)));
    }

    public Background startPipeline(RunOptions options) {
        PipelineRunner runner = pipeline(options);
        return Background.start("pipeline " + name, runner::run, runner::stop);
    }

    /** Waits until the pipeline has its first position, without which a sink has nothing to read. */
    public void awaitPosition(Background pipeline) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> pipeline.hasEnded() || hasPosition());
    }

    private boolean hasPosition() {
        try {
            return !topics().tables().isEmpty();
        } catch (CulvertException e) {
            return false; // not yet, or its topics are being made
        }
    }

    /** How many tasks write from the next start of the sink on, of a store that several may write. */
    public void parallelism(int tasks) {
        parallelism = tasks;
    }

    public int parallelism() {
        return parallelism;
    }

    private SinkJob job(boolean untilNow) {
        return SinkJob.embedded(topics(), Optional.empty(), untilNow, EmbeddedOptions.of(parallelism));
    }

    /** Brings everything that is in the topics into the store. */
    public void sinkUntilNow() {
        job(true).run();
    }

    /** The last transaction that is in the store, as the sink's own progress says. */
    public Optional<Long> reached() {
        return job(true).reached().get(0).transaction();
    }

    /** When that was committed at the source. */
    public Optional<Instant> reachedAt() {
        return SinkStatuses.of(topics()).sinks().get(0).last().flatMap(PipelineSink.Last::committedAt);
    }

    /** The sink, on a thread of its own. */
    public Background startSink() {
        SinkJob job = job(false);
        return Background.start("sink " + name, job::run, job::stop);
    }

    /** Both, one after the other. */
    public void catchUp() {
        pipelineUntilNow();
        sinkUntilNow();
    }

    /** The tables of the store are the source's, row by row. */
    public void assertEqual(Collection<String> tables) {
        for (String table : tables) {
            List<String> differences = TableEquality.differences(source, store, table);
            assertThat(differences.subList(0, Math.min(10, differences.size())))
                    .as("%d differences in %s", differences.size(), table)
                    .isEmpty();
        }
    }

    @Override
    public void close() {
        source.close();
        store.close();
    }
}
