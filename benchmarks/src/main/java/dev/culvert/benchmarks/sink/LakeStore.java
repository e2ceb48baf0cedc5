package dev.culvert.benchmarks.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
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
    private final FolderTimes progress;
    private final Supplier<SinkTarget> scratch;

    /** @param scratch makes an empty target to compare in */
    LakeStore(Path warehouse, Supplier<SinkTarget> scratch) {
        this.warehouse = warehouse;
        this.progress = new FolderTimes(
                warehouse.resolve("culvert/" + SinkPipeline.NAME + "__target/metadata"), ".metadata.json");
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
        progress.look();
        return false;
    }

    @Override
    public long arrivedAt() {
        return progress.last();
    }

    @Override
    public double seconds() {
        return progress.seconds();
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
