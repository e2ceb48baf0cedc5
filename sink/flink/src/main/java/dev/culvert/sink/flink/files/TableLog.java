package dev.culvert.sink.flink.files;

import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import java.io.IOException;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files of one table that are being written, one for each date. For one thread. */
final class TableLog {
    private static final long MICROS_OF_DAY = 86_400_000_000L;

    private final TableId table;
    private final CommitFiles files;
    private final long rollSize;
    private final Map<LocalDate, LogFile> open = new HashMap<>();
    private LogShape shape;
    private Change.Place truncated;

    TableLog(TableId table, CommitFiles files, long rollSize) {
        this.table = table;
        this.files = files;
        this.rollSize = rollSize;
    }

    /** A change. @param from the partition of its record @param size of that, in bytes */
    void add(Change change, Place from, long offset, int size) throws IOException {
        boolean truncate = change.place().kind() == Change.Kind.TRUNCATE;
        if (truncate && change.place().equals(truncated)) {
            return; // the same truncate is in each partition, and they come one after the other
        }
        truncated = truncate ? change.place() : null;
        Columns columns = change.known();
        if (shape == null || shape.columns() != columns && !shape.columns().equals(columns)) {
            shape = LogShape.of(table, columns);
        }
        String[] texts = shape.texts(change);
        Object[] values = shape.values(texts);
        BitSet missing = shape.missing(values);
        if (!missing.isEmpty()) {
            shape = shape.with(missing);
        }
        file(LocalDate.ofEpochDay(Math.floorDiv(change.origin().commitMicros(), MICROS_OF_DAY)))
                .write(new LogRow(change, values, texts, unchanged(change), from, offset), size);
    }

    private static List<String> unchanged(Change change) {
        return change.unchanged().isEmpty()
                ? List.of()
                : change.unchanged().stream()
                        .mapToObj(column -> change.columns().list().get(column).name())
                        .toList();
    }

    private LogFile file(LocalDate date) throws IOException {
        LogFile file = open.get(date);
        if (file != null && (file.shape() != shape || file.size() >= rollSize)) {
            file.close();
            file = null;
        }
        if (file == null) {
            file = files.next(table, date, shape);
            open.put(date, file);
        }
        return file;
    }

    /** Bytes of memory that its files take, about. */
    long memory() {
        return open.values().stream().mapToLong(LogFile::memory).sum();
    }

    /** Ends its files; what follows goes into others. */
    void close() throws IOException {
        try {
            for (LogFile file : open.values()) {
                file.close();
            }
        } finally {
            open.clear();
        }
    }
}
