package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.definition.IcebergDefinition;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/** An Iceberg catalog, open. For one thread. */
final class Lake implements AutoCloseable {
    private static final String FILE = "file:";
    private static final int TRIES = 5;
    private static final long PAUSE = Duration.ofMillis(200).toNanos();

    private final Catalog catalog;

    private Lake(Catalog catalog) {
        this.catalog = catalog;
    }

    /** @throws dev.culvert.schemas.error.CulvertException as {@link LakeErrors} says */
    static Lake open(IcebergDefinition definition) {
        return LakeErrors.translating("catalog of the sink", () -> {
            Map<String, String> properties = properties(definition);
            return new Lake(
                    raced(() -> CatalogUtil.buildIcebergCatalog("culvert", properties, new Configuration(false))));
        });
    }

    /** Of several that make the same thing in a database at once, Iceberg lets one make it, and fails the others, who find it when they look again. */
    private static <T> T raced(Supplier<T> making) {
        for (int left = TRIES; ; left--) {
            try {
                return making.get();
            } catch (UncheckedSQLException e) {
                if (left == 1) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    private static Map<String, String> properties(IcebergDefinition definition) {
        Map<String, String> properties = new HashMap<>();
        properties.put("type", definition.catalog().name().toLowerCase(Locale.ROOT));
        // each start sees what is there now
        properties.put(CatalogProperties.CACHE_ENABLED, "false");
        definition
                .warehouse()
                .ifPresent(warehouse -> properties.put(CatalogProperties.WAREHOUSE_LOCATION, location(warehouse)));
        definition.uri().ifPresent(uri -> properties.put(CatalogProperties.URI, uri));
        if (definition.catalog() == IcebergDefinition.Catalog.JDBC) {
            properties.put("jdbc.schema-version", "V1");
            properties.computeIfAbsent(
                    CatalogProperties.URI,
                    none -> "jdbc:sqlite:" + folder(definition).resolve("catalog.db"));
            definition.user().ifPresent(user -> properties.put("jdbc.user", user));
            definition
                    .password()
                    .ifPresent(password ->
                            properties.put("jdbc.password", password.resolve().reveal()));
        }
        if (definition.catalog() == IcebergDefinition.Catalog.JDBC
                && properties.get(CatalogProperties.WAREHOUSE_LOCATION).startsWith(FILE)) {
            properties.put(CatalogProperties.FILE_IO_IMPL, LocalFiles.class.getName());
        }
        properties.putAll(definition.properties());
        definition
                .secrets()
                .forEach(secret -> properties.put(
                        secret.property(), secret.value().resolve().reveal()));
        return properties;
    }

    private static String location(String warehouse) {
        return warehouse.matches("[a-zA-Z][a-zA-Z0-9+.-]*:.*")
                ? warehouse
                : FILE + Path.of(warehouse).toAbsolutePath().normalize();
    }

    /** SQLite makes its file, and not the folder that it is in. */
    private static Path folder(IcebergDefinition definition) {
        String location = location(definition.warehouse().orElseThrow());
        if (!location.startsWith(FILE)) {
            throw LakeErrors.noCatalog(location);
        }
        Path folder = Path.of(location.substring(FILE.length()).replaceFirst("^/+", "/"));
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw LakeErrors.notWritable(folder.toString(), e);
        }
    }

    Optional<Table> find(TableIdentifier name) {
        return LakeErrors.translating("table " + name, () -> {
            try {
                return Optional.of(catalog.loadTable(name));
            } catch (NoSuchTableException e) {
                return Optional.empty();
            }
        });
    }

    Table create(TableIdentifier name, Schema schema, Map<String, String> properties) {
        return LakeErrors.translating(
                "table " + name,
                () -> raced(() -> {
                    makeNamespace(name.namespace());
                    try {
                        return catalog.createTable(name, schema, PartitionSpec.unpartitioned(), properties);
                    } catch (AlreadyExistsException e) {
                        return catalog.loadTable(name);
                    }
                }));
    }

    private void makeNamespace(Namespace namespace) {
        if (catalog instanceof SupportsNamespaces namespaces && !namespaces.namespaceExists(namespace)) {
            try {
                namespaces.createNamespace(namespace);
            } catch (AlreadyExistsException e) {
                // another was faster
            }
        }
    }

    /** Errors of Iceberg as ours. */
    static <T> T guarded(TableIdentifier name, Supplier<T> action) {
        return LakeErrors.translating("table " + name, action);
    }

    @Override
    public void close() {
        if (catalog instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                throw LakeErrors.of("catalog of the sink", e);
            }
        }
    }
}
