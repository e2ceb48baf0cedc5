package dev.culvert.sink.flink.iceberg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The least and the greatest key that any file of a table ever had, where the key is one integer: a key beyond them needs no delete before its
 * row is written. Of any other key nothing is known. For one thread.
 */
final class KeyRange {
    private boolean known;
    private long least = Long.MAX_VALUE;
    private long greatest = Long.MIN_VALUE;

    private KeyRange(boolean known) {
        this.known = known;
    }

    /** Any key may be there. */
    static KeyRange unknown() {
        return new KeyRange(false);
    }

    /** By the statistics of the files of the table's newest snapshot. */
    static KeyRange of(Table table, List<String> key) {
        Types.NestedField field = table.schema().findField(key.get(0));
        boolean integer =
                field.type().typeId() == Type.TypeID.INTEGER || field.type().typeId() == Type.TypeID.LONG;
        KeyRange range = new KeyRange(key.size() == 1 && integer);
        if (!range.known || table.currentSnapshot() == null) {
            return range;
        }
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().includeColumnStats(Set.of(field.name())).planFiles()) {
            for (FileScanTask task : tasks) {
                range.add(task.file(), field);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return range;
    }

    private void add(DataFile file, Types.NestedField field) {
        Map<Integer, ByteBuffer> lower = file.lowerBounds();
        Map<Integer, ByteBuffer> upper = file.upperBounds();
        if (lower == null
                || upper == null
                || lower.get(field.fieldId()) == null
                || upper.get(field.fieldId()) == null) {
            known = known && file.recordCount() == 0;
            return;
        }
        add(Conversions.fromByteBuffer(field.type(), lower.get(field.fieldId())));
        add(Conversions.fromByteBuffer(field.type(), upper.get(field.fieldId())));
    }

    /** A row of this key is written. */
    void add(Object value) {
        if (known) {
            long key = ((Number) value).longValue();
            least = Math.min(least, key);
            greatest = Math.max(greatest, key);
        }
    }

    /** What else is written. */
    void include(KeyRange written) {
        least = Math.min(least, written.least);
        greatest = Math.max(greatest, written.greatest);
    }

    /** Without a key, of a table whose keys are such. */
    KeyRange none() {
        return new KeyRange(known);
    }

    /** Whether a file may have a row of this key. */
    boolean mayHave(Object value) {
        if (!known) {
            return true;
        }
        long key = ((Number) value).longValue();
        return key >= least && key <= greatest;
    }

    /** The table is empty. */
    void clear() {
        least = Long.MAX_VALUE;
        greatest = Long.MIN_VALUE;
    }
}
