package dev.culvert.sink.flink.files;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.sink.flink.harness.PipelineWithSink;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.TableTopic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.data.Record;

/** A log of two tables that is written without Flink and Kafka: the records of two partitions, in their order. */
final class LogFixture {
    static final Place LEFT = new Place("shop.public.a", 0);
    static final Place RIGHT = new Place("shop.public.b", 0);
    static final Columns COLUMNS = columns("id", "int8", "note", "text");
    private static final long DAY = 86_400_000_000L;

    final Path directory;
    private final FilesTarget target;

    LogFixture(Path directory) {
        this(directory, "log", "1MB");
    }

    LogFixture(Path directory, String sink, String rollSize) {
        this.directory = directory;
        PipelineDefinition definition =
                PipelineWithSink.of("{name: %s, type: files, files: {directory: \"%s\", rollSize: %s}}"
                        .formatted(sink, directory, rollSize));
        target = new FilesTarget(definition, definition.sinks().get(0));
    }

    static Columns columns(String... namesAndTypes) {
        List<Columns.Column> columns = new ArrayList<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            columns.add(new Columns.Column(
                    namesAndTypes[i], Optional.of("pg_catalog.\"" + namesAndTypes[i + 1] + '"'), Optional.empty()));
        }
        return new Columns(columns);
    }

    FilesTarget target() {
        return target;
    }

    LogFolder folder(Disk disk) {
        return new LogFolder(disk, directory, target.name());
    }

    LogTables open() {
        return open(Disk.LOCAL);
    }

    LogTables open(Disk disk) {
        return LogTables.open(
                target,
                disk,
                folder(disk).prepare(),
                () -> List.of(
                        new TableTopic(new TableId("public", "a"), LEFT.topic(), "id-a", 1, 1),
                        new TableTopic(new TableId("public", "b"), RIGHT.topic(), "id-b", 1, 1)));
    }

    /** The change of an offset; every third is of the next day. */
    static Change change(Columns columns, long offset, String... values) {
        return new Change(
                new Change.Place(Change.Kind.UPSERT, offset + 1, 1, 0),
                new Change.Origin(offset, 20_000 * DAY + (offset % 3 == 0 ? DAY : 0) + offset),
                Optional.of(new Change.Key(List.of("id"), List.of(values[0]))),
                columns,
                values,
                new BitSet());
    }

    /** Takes the record of an offset, if it is not there. */
    static void take(LogTables log, Place place, long offset) {
        take(log, place, offset, change(COLUMNS, offset, Long.toString(offset), "note " + offset));
    }

    static void take(LogTables log, Place place, long offset, Change change) {
        if (!log.has(place, offset)) {
            TableId table = new TableId("public", place.equals(LEFT) ? "a" : "b");
            log.in(table, place, offset);
            log.apply(table, change, 50);
        }
    }

    /** Takes these offsets of both partitions, and commits them. */
    static void commit(LogTables log, long from, long to) {
        for (long offset = from; offset < to; offset++) {
            take(log, LEFT, offset);
            take(log, RIGHT, offset);
        }
        log.flush();
        log.commit(
                Map.of(LEFT, to, RIGHT, to),
                Optional.of(new PipelineElement.Commit(new Place("shop.transactions", 0), to, to, to, to)));
    }

    /** Topic and offset of every row that a reader sees, sorted. */
    List<String> seen() {
        List<String> seen = new ArrayList<>();
        LogFiles files = new LogFiles(directory);
        for (String table : files.tables()) {
            for (Record row : files.rows(table)) {
                seen.add(row.getField("_topic") + "@" + row.getField("_offset"));
            }
        }
        seen.sort(null);
        return seen;
    }

    /** What is to be seen of so many offsets. */
    static List<String> first(long count) {
        List<String> all = new ArrayList<>();
        for (long offset = 0; offset < count; offset++) {
            all.add(LEFT.topic() + "@" + offset);
            all.add(RIGHT.topic() + "@" + offset);
        }
        all.sort(null);
        return all;
    }
}
