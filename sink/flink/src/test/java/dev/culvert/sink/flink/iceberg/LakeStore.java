package dev.culvert.sink.flink.iceberg;

import dev.culvert.sink.flink.harness.PostgresStore;
import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.sink.flink.harness.SinkStore;
import dev.culvert.testkit.iceberg.RestCatalogServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.jdbc.JdbcCatalog;

/**
 * A sink of the type {@code iceberg}, whose files are in a folder. Its rows are what Iceberg's own reader gives, put as text into a table that the source's
 * server makes of the source's types, and read from there.
 */
final class LakeStore implements SinkStore {
    private static final String OURS = "culvert";
    private static final String COLUMNS = "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a"
            + " WHERE a.attrelid = ?::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";

    private final PostgresDatabase source;
    private final Path warehouse;
    private final Tables tables;
    private final String keys;
    private final Optional<PostgresDatabase> database;

    /** The database that has a catalog's tables. @param name of the catalog in it */
    private record Tables(String uri, String name) {}

    /** With the catalog in the folder. */
    LakeStore(PostgresDatabase source) {
        this(source, folder());
    }

    private LakeStore(PostgresDatabase source, Path warehouse) {
        this(
                source,
                warehouse,
                new Tables("jdbc:sqlite:" + warehouse.resolve("catalog.db"), OURS),
                "warehouse: \"" + warehouse + "\"",
                Optional.empty());
    }

    private LakeStore(
            PostgresDatabase source, Path warehouse, Tables tables, String keys, Optional<PostgresDatabase> database) {
        this.source = source;
        this.warehouse = warehouse;
        this.tables = tables;
        this.keys = keys;
        this.database = database;
        source.execute("CREATE SCHEMA IF NOT EXISTS back");
        catalog().close(); // not while the sink makes it
    }

    /** With the catalog in a database. @param more keys of {@code iceberg} */
    static LakeStore in(PostgresDatabase catalog, PostgresDatabase source, String more) {
        Path warehouse = folder();
        String keys = "catalog: jdbc, uri: \"" + catalog.jdbcUrl() + "\", warehouse: \"" + warehouse + "\"" + more;
        return new LakeStore(source, warehouse, new Tables(catalog.jdbcUrl(), OURS), keys, Optional.of(catalog));
    }

    /** Behind a REST catalog; what is read here is read from its database. @param warehouse the catalog's */
    static LakeStore behind(
            RestCatalogServer catalog, PostgresDatabase tables, Path warehouse, PostgresDatabase source) {
        return new LakeStore(
                source,
                warehouse,
                new Tables(tables.jdbcUrl(), "rest_backend"),
                "catalog: rest, uri: \"" + catalog.url() + "\"",
                Optional.of(tables));
    }

    /** Where each table is, as the catalog's database has it. */
    Map<String, String> pointers() {
        Map<String, String> pointers = new HashMap<>();
        database.orElseThrow()
                .query("SELECT table_name, metadata_location FROM iceberg_tables")
                .forEach(row -> pointers.put(row.get(0), row.get(1)));
        return pointers;
    }

    /** A scene whose sink goes into a folder. */
    static SinkScene scene() {
        return SinkScene.into(LakeStore::new);
    }

    /** What the sink of a scene is told. */
    static IcebergTarget target(SinkScene scene) {
        return new IcebergTarget(scene.topics().definition(), scene.topics().sink(SinkScene.SINK));
    }

    static Table table(SinkScene scene, String name) {
        return ((LakeStore) scene.store()).table(name);
    }

    static Path folder() {
        try {
            return Files.createTempDirectory("culvert-lake");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String definition() {
        return "type: iceberg\niceberg: {" + keys + "}";
    }

    Path warehouse() {
        return warehouse;
    }

    void rename(String table, String name) {
        try (JdbcCatalog catalog = catalog()) {
            catalog.renameTable(TableIdentifier.of("public", table), TableIdentifier.of("public", name));
        }
    }

    /** A table that is there, as it is now. */
    Table table(String name) {
        try (JdbcCatalog catalog = catalog()) {
            return catalog.loadTable(TableIdentifier.of("public", name));
        }
    }

    @Override
    public List<Map<String, String>> rows(String table) {
        try (JdbcCatalog catalog = catalog()) {
            return rows(table, catalog.loadTable(TableIdentifier.of("public", table)));
        } catch (NoSuchTableException e) {
            return List.of();
        }
    }

    private JdbcCatalog catalog() {
        return (JdbcCatalog) CatalogUtil.buildIcebergCatalog(
                tables.name(),
                Map.of(
                        "type",
                        "jdbc",
                        "uri",
                        tables.uri(),
                        "jdbc.schema-version",
                        "V1",
                        "warehouse",
                        "file:" + warehouse,
                        "io-impl",
                        LocalFiles.class.getName()),
                new Configuration(false));
    }

    private List<Map<String, String>> rows(String name, Table table) {
        String quoted = PostgresDatabase.quote(name);
        Map<String, String> columns = new LinkedHashMap<>();
        source.query(COLUMNS, "public." + quoted).forEach(row -> columns.put(row.get(0), row.get(1)));
        columns.keySet().removeIf(column -> table.schema().findField(column) == null);
        String names = String.join(
                ", ", columns.keySet().stream().map(PostgresDatabase::quote).toList());
        source.execute(
                "DROP TABLE IF EXISTS back." + quoted,
                "CREATE TABLE back." + quoted + " AS SELECT " + names + " FROM public." + quoted + " WITH NO DATA");
        List<String> rows = new ArrayList<>();
        try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
            records.forEach(record -> rows.add(PostgresText.row(record, columns)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < rows.size(); i += 500) {
            source.execute("INSERT INTO back." + quoted + " VALUES "
                    + String.join(", ", rows.subList(i, Math.min(rows.size(), i + 500))));
        }
        return PostgresStore.rows(source, "back", name);
    }

    @Override
    public void close() {
        database.ifPresent(PostgresDatabase::close);
        try (Stream<Path> paths = Files.walk(warehouse)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
