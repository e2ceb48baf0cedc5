package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.definition.IcebergDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.formats.ReadBuilder;
import org.apache.iceberg.io.CloseableIterable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Few files instead of many, and no snapshots that nobody wants, of one table; between two commits, on the sink's thread. What is rewritten
 * keeps its sequence number, so that deletes that come later count for it, and the sink's place is in the table's properties too, so that it
 * outlives the snapshot that told it.
 */
final class Maintenance {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
    private static final long EACH = Duration.ofMinutes(1).toNanos();
    private static final int ROWS = 2_000_000;

    private final IcebergDefinition.Maintenance wanted;
    private long expiredAt = System.nanoTime() - EACH;

    Maintenance(IcebergDefinition.Maintenance wanted) {
        this.wanted = wanted;
    }

    /** After a commit of the table. */
    void after(Table table) {
        try {
            wanted.compactAfter().ifPresent(files -> compact(table, files));
            wanted.keepSnapshots()
                    .filter(keep -> System.nanoTime() - expiredAt >= EACH)
                    .ifPresent(keep -> {
                        expiredAt = System.nanoTime();
                        expire(table, keep);
                    });
        } catch (ValidationException | CommitFailedException e) {
            LOG.info("{} was changed by another while it was rewritten; it is left for the next time", table.name());
            table.refresh();
        }
    }

    private void compact(Table table, int files) {
        Snapshot start = table.currentSnapshot();
        if (start == null || Math.max(count(start, "total-delete-files"), count(start, "total-data-files")) < files) {
            return;
        }
        long small = Long.parseLong(table.properties()
                        .getOrDefault(
                                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
                                Long.toString(TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT)))
                / 4;
        List<FileScanTask> chosen = new ArrayList<>();
        boolean all = true;
        Map<String, DeleteFile> deletes = new HashMap<>();
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().useSnapshot(start.snapshotId()).planFiles()) {
            for (FileScanTask task : tasks) {
                task.deletes().forEach(file -> deletes.put(file.location(), file));
                if (!task.deletes().isEmpty() || task.file().fileSizeInBytes() < small) {
                    chosen.add(task);
                } else {
                    all = false;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (chosen.size() >= files || deletes.size() >= files) {
            rewrite(table, start, chosen, all ? List.copyOf(deletes.values()) : List.of());
        }
    }

    private static long count(Snapshot snapshot, String what) {
        return Long.parseLong(snapshot.summary().getOrDefault(what, "0"));
    }

    private static void rewrite(Table table, Snapshot start, List<FileScanTask> chosen, List<DeleteFile> deletes) {
        List<Piece> written = new ArrayList<>();
        Schema none = new Schema();
        PieceWriter writer = new PieceWriter(table, none);
        int count = 0;
        try {
            for (FileScanTask task : chosen) {
                try (CloseableIterable<Record> rows = rows(table, task)) {
                    for (Record row : rows) {
                        writer.row(row);
                        if (++count % ROWS == 0) {
                            written.add(writer.finish());
                            writer = new PieceWriter(table, none);
                        }
                    }
                }
            }
            written.add(writer.finish());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.close();
        }
        RewriteFiles rewrite =
                table.newRewrite().validateFromSnapshot(start.snapshotId()).dataSequenceNumber(start.sequenceNumber());
        chosen.stream().map(FileScanTask::file).map(DataFile::copyWithoutStats).forEach(rewrite::deleteFile);
        deletes.forEach(rewrite::deleteFile);
        written.forEach(piece -> piece.data().forEach(rewrite::addFile));
        CompleteTo.summary(table, start).forEach(rewrite::set);
        rewrite.commit();
        table.refresh();
    }

    /** What is left of a file after its deletes. */
    private static CloseableIterable<Record> rows(Table table, FileScanTask task) {
        GenericDeleteFilter filter = new GenericDeleteFilter(table.io(), task, table.schema(), table.schema());
        ReadBuilder<Record, Schema> builder = FormatModelRegistry.readBuilder(
                FileFormat.PARQUET,
                Record.class,
                table.io().newInputFile(task.file().location()));
        return filter.filter(builder.project(filter.requiredSchema()).build());
    }

    private static void expire(Table table, Duration keep) {
        table.expireSnapshots()
                .expireOlderThan(System.currentTimeMillis() - keep.toMillis())
                .retainLast(1)
                .commit();
        table.refresh();
    }

    /** Whether anything is to be done at all. */
    static Optional<Maintenance> of(IcebergDefinition definition) {
        IcebergDefinition.Maintenance wanted = definition.maintenance();
        return wanted.compactAfter().isPresent() || wanted.keepSnapshots().isPresent()
                ? Optional.of(new Maintenance(wanted))
                : Optional.empty();
    }
}
