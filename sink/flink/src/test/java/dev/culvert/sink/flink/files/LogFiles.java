package dev.culvert.sink.flink.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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

/** What a reader sees in a log's folder: files that are not hidden, by Iceberg's reader, which shares nothing with the sink's writer. */
final class LogFiles {
    private final Path directory;

    LogFiles(Path directory) {
        this.directory = directory;
    }

    /** Names of the folders of tables. */
    List<String> tables() {
        return list(directory).stream()
                .filter(LogFiles::isVisible)
                .map(path -> path.getFileName().toString())
                .toList();
    }

    /** The files of a table in the order of commits. */
    List<Path> of(String table) {
        List<Path> files = new ArrayList<>();
        for (Path date : list(directory.resolve(table))) {
            list(date).stream().filter(LogFiles::isVisible).forEach(files::add);
        }
        files.sort(Comparator.comparing(path -> path.getFileName().toString()));
        return files;
    }

    private static boolean isVisible(Path path) {
        return "_.".indexOf(path.getFileName().toString().charAt(0)) < 0;
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.sorted().toList();
        } catch (java.nio.file.NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of a table in the order of the log. */
    List<Record> rows(String table) {
        List<Record> rows = new ArrayList<>();
        of(table).forEach(file -> rows.addAll(rows(file)));
        return rows;
    }

    static List<Record> rows(Path file) {
        Schema schema = schema(file);
        List<Record> rows = new ArrayList<>();
        try (CloseableIterable<Record> records = Parquet.read(org.apache.iceberg.Files.localInput(file.toFile()))
                .project(schema)
                .withNameMapping(MappingUtil.create(schema))
                .createReaderFunc(type -> GenericParquetReaders.buildReader(schema, type))
                .build()) {
            records.forEach(record -> rows.add(record.copy()));
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Schema schema(Path file) {
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
            return ParquetSchemaUtil.convert(
                    reader.getFooter().getFileMetaData().getSchema());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
