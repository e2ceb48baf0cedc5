package dev.culvert.benchmarks.sink;

import dev.culvert.benchmarks.BenchmarkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;

/**
 * A log of the changes in a folder. It begins and ends with its records of commits, by the times of their files. All changes are read back by Iceberg's
 * reader of Parquet into a database: each is there once, and the newest of each key are the source's rows.
 */
final class LogStore implements SinkStore {
    private final Path folder;
    private final FolderTimes commits;
    private final Supplier<SinkTarget> scratch;

    /** @param scratch makes an empty target to compare in */
    LogStore(Path folder, Supplier<SinkTarget> scratch) {
        this.folder = folder;
        this.commits = new FolderTimes(folder.resolve("_culvert"), ".json");
        this.scratch = scratch;
    }

    @Override
    public String kind() {
        return "log";
    }

    @Override
    public String definition() {
        return "{name: target, type: files, files: {directory: \"" + folder + "\"}}";
    }

    @Override
    public boolean look() {
        commits.look();
        return false; // its end tells
    }

    @Override
    public long arrivedAt() {
        return commits.last();
    }

    @Override
    public double seconds() {
        return commits.seconds();
    }

    @Override
    public void requireEqual(String system) {
        try (SinkTarget target = scratch.get()) {
            target.beginLog();
            for (Path file : files()) {
                copy(file, target);
            }
            target.endLog(system);
            target.requireEqual(system);
        }
    }

    private List<Path> files() {
        try (Stream<Path> paths = Files.walk(folder.resolve("public.orders"))) {
            return paths.filter(path -> path.toString().endsWith(".parquet")).toList();
        } catch (IOException e) {
            throw new BenchmarkException("the log cannot be read", e);
        }
    }

    private static void copy(Path file, SinkTarget target) {
        try (ParquetFileReader footer = ParquetFileReader.open(new LocalInputFile(file))) {
            Schema schema = ParquetSchemaUtil.convert(
                    footer.getFooter().getFileMetaData().getSchema());
            try (CloseableIterable<Record> rows = Parquet.read(org.apache.iceberg.Files.localInput(file.toFile()))
                    .project(schema)
                    .withNameMapping(MappingUtil.create(schema))
                    .createReaderFunc(type -> GenericParquetReaders.buildReader(schema, type))
                    .build()) {
                target.copyLog(rows, LogStore::values);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The row's, and then what names the change. */
    private static List<String> values(Record change) {
        List<String> values = new ArrayList<>();
        for (int i = 0; !change.struct().fields().get(i).name().startsWith("_"); i++) {
            values.add(text(change.get(i)));
        }
        for (String own : List.of("_op", "_partition", "_offset")) {
            values.add(text(change.getField(own)));
        }
        return values;
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }

    @Override
    public void close() {
        // the folder goes with the run's
    }
}
