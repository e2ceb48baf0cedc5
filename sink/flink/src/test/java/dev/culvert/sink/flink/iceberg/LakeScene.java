package dev.culvert.sink.flink.iceberg;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** A source database, a pipeline from it to the shared broker, and its sink to a catalog in a folder. */
final class LakeScene implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final PostgresDatabase source;
    final Path folder;
    private final String name = "l" + Long.toString(System.currentTimeMillis(), 36) + "-" + NUMBER.incrementAndGet();
    private final Path file;

    /** @param keys of the sink, beside its name; {@code %s} is the warehouse */
    LakeScene(String keys) {
        try {
            folder = Files.createTempDirectory("culvert-lake");
            file = folder.resolve("pipeline.yaml");
            source = PostgresServer.shared(18).createDatabase("lake_source");
            source.execute("CREATE SCHEMA back");
            define(keys);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static LakeScene standard() {
        return new LakeScene("iceberg: {warehouse: \"%s\"}");
    }

    /** Writes the definition, with other keys of the sink. */
    void define(String keys) {
        try {
            Files.writeString(
                    file,
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
                    format: {registry: {url: "%s"}}
                    sinks:
                      - name: lake
                        type: iceberg
                        commitInterval: 200ms
                        %s
                    """
                            .formatted(
                                    name,
                                    source.url(),
                                    KafkaServer.shared().bootstrap(),
                                    RegistryServer.shared().url(),
                                    keys.formatted(warehouse()).replace("\n", "\n    ")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path warehouse() {
        return folder.resolve("warehouse");
    }

    PipelineTopics topics() {
        return PipelineTopics.of(file);
    }

    IcebergTarget target() {
        PipelineDefinition definition = DefinitionReader.read(file, PipelineDefinition.class);
        return new IcebergTarget(definition, definition.sinks().get(0));
    }

    /** Brings everything that is committed at the source into the topics. */
    void pipelineUntilNow() {
        PipelineDefinition definition = DefinitionReader.read(file, PipelineDefinition.class);
        StatusBoard board = new StatusBoard(definition.name(), Clock.systemUTC());
        new PipelineRunner(
                        definition,
                        RunOptions.standard().until(new RunOptions.Until.Now()),
                        new StatusView(board, definition),
                        Clock.systemUTC())
                .run();
    }

    SinkJob job(boolean untilNow) {
        return new SinkJob(topics(), Optional.empty(), untilNow);
    }

    /** Brings everything that is in the topics into the tables. */
    void sinkUntilNow() {
        job(true).run();
    }

    void catchUp() {
        pipelineUntilNow();
        sinkUntilNow();
    }

    Table table(String table) {
        try (Lake lake = target().open()) {
            return lake.find(TableIdentifier.of("public", table)).orElseThrow();
        }
    }

    /**
     * Compares a table row by row: what Iceberg's own reader gives goes as text into a table that the server makes of the source's types, and
     * the rows of both are compared as PostgreSQL writes them.
     */
    void assertEqual(String table) {
        String quoted = PostgresDatabase.quote(table);
        Map<String, String> columns = new LinkedHashMap<>();
        source.query(
                        "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a WHERE a.attrelid = ?::regclass AND a.attnum > 0"
                                + " AND NOT a.attisdropped ORDER BY a.attnum",
                        "public." + quoted)
                .forEach(row -> columns.put(row.get(0), row.get(1)));
        source.execute(
                "DROP TABLE IF EXISTS back." + quoted,
                "CREATE TABLE back." + quoted + " AS SELECT * FROM public." + quoted + " WITH NO DATA");
        List<String> rows = new ArrayList<>();
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(table(table)).build()) {
            for (Record each : records) {
                rows.add(PostgresText.row(each, columns));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String names = String.join(
                ", ", columns.keySet().stream().map(PostgresDatabase::quote).toList());
        for (int i = 0; i < rows.size(); i += 500) {
            source.execute("INSERT INTO back." + quoted + " (" + names + ") OVERRIDING SYSTEM VALUE VALUES "
                    + String.join(", ", rows.subList(i, Math.min(rows.size(), i + 500))));
        }
        assertThat(source.query(difference(quoted, names, "public", "back")))
                .as("missing in " + table)
                .isEmpty();
        assertThat(source.query(difference(quoted, names, "back", "public")))
                .as("too many in " + table)
                .isEmpty();
    }

    private static String difference(String table, String names, String one, String other) {
        return "SELECT r::text FROM (SELECT " + names + " FROM " + one + "." + table
                + ") AS r EXCEPT ALL SELECT r::text FROM (SELECT " + names + " FROM " + other + "." + table
                + ") AS r LIMIT 5";
    }

    @Override
    public void close() {
        source.close();
        try (var paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
