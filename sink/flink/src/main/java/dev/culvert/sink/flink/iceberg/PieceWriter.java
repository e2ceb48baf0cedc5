package dev.culvert.sink.flink.iceberg;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;

/**
 * Writes one piece of a table: a file of rows for each partition, and one file of keys for all of them, since a row that moves between
 * partitions is to be deleted in the one that it left. Used once.
 */
final class PieceWriter implements Closeable {
    private final Table table;
    private final PartitionSpec spec;
    private final Schema key;
    private final GenericFileWriterFactory writers;
    private final OutputFileFactory files;
    private final PartitionKey partition;
    private final InternalRecordWrapper wrapper;
    private final Map<StructLike, DataWriter<Record>> rows = new HashMap<>();
    private EqualityDeleteWriter<Record> deletes;
    private boolean finished;

    /** @param key columns of the table by which rows are deleted */
    PieceWriter(Table table, Schema key) {
        this.table = table;
        this.spec = table.spec();
        this.key = key;
        this.partition = new PartitionKey(spec, table.schema());
        this.wrapper = new InternalRecordWrapper(table.schema().asStruct());
        this.files = OutputFileFactory.builderFor(table, 1, 1)
                .format(FileFormat.PARQUET)
                .build();
        this.writers = new GenericFileWriterFactory.Builder(table)
                .dataFileFormat(FileFormat.PARQUET)
                .dataSchema(table.schema())
                .deleteFileFormat(FileFormat.PARQUET)
                .equalityFieldIds(key.columns().stream()
                        .mapToInt(field -> field.fieldId())
                        .toArray())
                .equalityDeleteRowSchema(key)
                .build();
    }

    void row(Record row) {
        partition.partition(wrapper.wrap(row));
        DataWriter<Record> writer = rows.get(partition);
        if (writer == null) {
            PartitionKey own = partition.copy();
            StructLike where = spec.isUnpartitioned() ? null : own;
            writer = writers.newDataWriter(
                    spec.isUnpartitioned() ? files.newOutputFile() : files.newOutputFile(spec, own), spec, where);
            rows.put(own, writer);
        }
        writer.write(row);
    }

    /** Every row of this key that is in the table before this piece goes. */
    void delete(Record ofKey) {
        if (deletes == null) {
            PartitionSpec everywhere = everywhere(table);
            deletes = writers.newEqualityDeleteWriter(files.newOutputFile(everywhere, null), everywhere, null);
        }
        deletes.write(ofKey);
    }

    /** Deletes of a table without partitions count in all partitions of it. */
    static PartitionSpec everywhere(Table table) {
        return table.specs().values().stream()
                .filter(PartitionSpec::isUnpartitioned)
                .findFirst()
                .orElseThrow(() -> TableShape.refuse(
                        TableIdentifier.parse(table.name()),
                        "It was made with partitions, and a row that moves between them cannot be deleted.",
                        "Drop the table, and let the sink make it (sinks[].tables[].partitionBy)."));
    }

    Piece finish() {
        try {
            List<DataFile> written = new ArrayList<>();
            for (DataWriter<Record> writer : rows.values()) {
                writer.close();
                written.add(writer.toDataFile());
            }
            Optional<DeleteFile> deleted = Optional.empty();
            if (deletes != null) {
                deletes.close();
                deleted = Optional.of(deletes.toDeleteFile());
            }
            finished = true;
            return new Piece(written, deleted, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is not finished is not to be. */
    @Override
    public void close() {
        if (finished) {
            return;
        }
        try {
            for (DataWriter<Record> writer : rows.values()) {
                writer.close();
                table.io().deleteFile(writer.toDataFile().location());
            }
            if (deletes != null) {
                deletes.close();
                table.io().deleteFile(deletes.toDeleteFile().location());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
