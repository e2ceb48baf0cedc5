package dev.culvert.benchmarks.sink;

import dev.culvert.benchmarks.BenchmarkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.jdbc.JdbcCatalog;

/**
 * Iceberg tables in a folder. It begins when the run has taken the sink over, and ends with the last change of its progress, by the times of their files; all
 * rows are read back by Iceberg's own reader into a database, where they are compared.
 */
final class LakeStore implements SinkStore {
    private static final TableIdentifier ORDERS = TableIdentifier.of("public", "orders");

    private final Path warehouse;
    private final Path progress;
    private final Supplier<SinkTarget> scratch;
    private long beganMillis;
    private long arrivedMillis;

    /** @param scratch makes an empty target to compare in */
    LakeStore(Path warehouse, Supplier<SinkTarget> scratch) {
        this.warehouse = warehouse;
        this.progress = warehouse.resolve("culvert/" + SinkPipeline.NAME + "__target/metadata");
        this.scratch = scratch;
    }

    @Override
    public String kind() {
        return "iceberg";
    }

    @Override
    public String definition() {
        return "{name: target, type: iceberg, iceberg: {warehouse: \"" + warehouse + "\"}}";
    }

    /** The last row is not looked for while the sink writes: its end tells. */
    @Override
    public boolean look() {
        if (!Files.isDirectory(progress)) {
            return false;
        }
        try (Stream<Path> files = Files.list(progress)) {
            long[] times = files.filter(file -> file.toString().endsWith(".metadata.json"))
                    .mapToLong(LakeStore::written)
                    .sorted()
                    .toArray();
            if (times.length > 0) {
                beganMillis = beganMillis == 0 ? times[0] : beganMillis;
                arrivedMillis = times[times.length - 1];
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return false;
    }

    private static long written(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            return Long.MAX_VALUE; // an older one is deleted by a newer
        }
    }

    @Override
    public long arrivedAt() {
        return System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - arrivedMillis);
    }

    @Override
    public double seconds() {
        if (arrivedMillis == beganMillis) {
            throw new BenchmarkException("nobody was seen to write");
        }
        return (arrivedMillis - beganMillis) / 1e3;
    }

    @Override
    public void requireEqual(String system) {
        try (JdbcCatalog catalog = (JdbcCatalog) CatalogUtil.buildIcebergCatalog(
                        "culvert",
                        Map.of(
                                "type", "jdbc",
                                "uri", "jdbc:sqlite:" + warehouse.resolve("catalog.db"),
                                "warehouse", "file:" + warehouse),
                        null);
                CloseableIterable<Record> rows =
                        IcebergGenerics.read(catalog.loadTable(ORDERS)).build();
                SinkTarget target = scratch.get()) {
            target.copy(rows, LakeStore::values);
            target.requireEqual(system);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> values(Record row) {
        return IntStream.range(0, row.size())
                .mapToObj(i -> String.valueOf(row.get(i)))
                .toList();
    }

    @Override
    public void close() {
        // the folder goes with the run's
    }
}
