package dev.culvert.sink.flink.files;

import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import java.io.IOException;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.List;

/** The files of one table that are being written, one for each date. For one thread. */
final class TableLog {
    private static final long MICROS_OF_DAY = 86_400_000_000L;

    private final TableId table;
    private final CommitFiles files;
    private final long rollSize;
    /** The file that rows go into; null if none is open. */
    private LogFile open;

    private LocalDate openDate;
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

    /** Clocks go back, and commits overtake each other: a row of another day begins a file, so that files are in the order of their rows. */
    private LogFile file(LocalDate date) throws IOException {
        if (open != null && (!date.equals(openDate) || open.shape() != shape || open.size() >= rollSize)) {
            close();
        }
        if (open == null) {
            open = files.next(table, date, shape);
            openDate = date;
        }
        return open;
    }

    /** Bytes of memory that its file takes, about. */
    long memory() {
        return open == null ? 0 : open.memory();
    }

    /** Ends its file; what follows goes into another. */
    void close() throws IOException {
        LogFile ended = open;
        open = null;
        if (ended != null) {
            ended.close();
        }
    }
}
