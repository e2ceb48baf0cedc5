package dev.culvert.sink.flink.files;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.letter.LetterBox;
import dev.culvert.sink.flink.letter.Refusal;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.UnreadableException;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.TableTopic;
import dev.culvert.sink.flink.store.PipelineSink;
import dev.culvert.sink.flink.store.WholeTransactions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/** The log of all tables of a sink, and how far it is. For one thread. */
final class LogTables implements WholeTransactions.Tables, AutoCloseable {
    private static final long MOST_BYTES = 160L << 20;
    private static final long LOOK_EACH = 1 << 20;

    private final FilesTarget target;
    private final LogFolder folder;
    private final Supplier<List<TableTopic>> topics;
    private final CommitFiles files;
    private final Map<TableId, TableLog> tables = new HashMap<>();
    private Optional<LetterBox> letters = Optional.empty();
    private CommitRecord committed;
    private Place from;
    private long offset;
    private long unlooked;

    private LogTables(FilesTarget target, LogFolder folder, CommitRecord own, Supplier<List<TableTopic>> topics) {
        this.target = target;
        this.folder = folder;
        this.topics = topics;
        this.committed = own;
        this.files = new CommitFiles(folder, target, own.run(), own.number() + 1);
    }

    /**
     * Ends the run that wrote before, and goes on from its last commit.
     *
     * @param log the id of the log that is meant
     */
    static LogTables open(FilesTarget target, Disk disk, String log, Supplier<List<TableTopic>> topics) {
        LogFolder folder = new LogFolder(disk, target.directory(), target.name());
        CommitRecord own = folder.takeOver(log, UUID.randomUUID().toString());
        ReadTopics.requireSame(own, topics.get());
        return new LogTables(target, folder, own, topics);
    }

    @Override
    public boolean has(Place place, long of) {
        return of < committed.positions().getOrDefault(place, 0L);
    }

    @Override
    public boolean takes(PipelineElement.Source source) {
        return target.takes(source.table());
    }

    @Override
    public void in(TableId table, Place place, long of) {
        from = place;
        offset = of;
    }

    @Override
    public void apply(TableId table, Change change, int size) {
        TableLog log = tables.computeIfAbsent(table, id -> new TableLog(id, files, target.rollSize()));
        try {
            folder.guarded(() -> {
                log.add(change, from, offset, size);
                return null;
            });
        } catch (UnreadableException e) {
            aside(table, change, e);
        }
        unlooked += size;
    }

    private void aside(TableId table, Change change, UnreadableException e) {
        CulvertException error = new CulvertException(
                ErrorCode.SINK_RECORD,
                "table " + table,
                "A row cannot be written: " + e.getMessage() + ".",
                Changed.NOTHING,
                "See who else writes to its topic; only Culvert's user may. Or let such rows go aside (sinks[].onError).",
                e);
        letters.orElseThrow(() -> error).row(table, target.sink().target(table), change, Refusal.of(error));
    }

    /** Rows that cannot be written go there from now on, if anywhere. */
    void letAside(Optional<LetterBox> to) {
        letters = to;
    }

    @Override
    public void move(TableId table, Change before, Change after, int size) {
        throw new IllegalStateException("a log has both records of a change of key");
    }

    @Override
    public boolean joinsMoves() {
        return false;
    }

    /** Ends the files that take the most memory. */
    @Override
    public void makeRoom() {
        if (unlooked < LOOK_EACH) {
            return;
        }
        unlooked = 0;
        long bytes = tables.values().stream().mapToLong(TableLog::memory).sum();
        if (bytes <= MOST_BYTES) {
            return;
        }
        List<TableLog> largest = tables.values().stream()
                .sorted(Comparator.comparingLong(TableLog::memory).reversed())
                .toList();
        for (TableLog table : largest) {
            if (bytes > MOST_BYTES / 2) {
                bytes -= table.memory();
                close(table);
            }
        }
    }

    private void close(TableLog table) {
        folder.guarded(() -> {
            table.close();
            return null;
        });
    }

    @Override
    public void flush() {
        tables.values().forEach(this::close);
    }

    @Override
    public void commit(Map<Place, Long> reached, Optional<PipelineElement.Commit> last) {
        Map<Place, Long> positions = new TreeMap<>(committed.positions());
        reached.forEach((place, next) -> positions.merge(place, next, Math::max));
        CommitRecord next = new CommitRecord(
                committed.number() + 1,
                committed.log(),
                committed.sink(),
                committed.run(),
                positions,
                ReadTopics.with(committed.topics(), positions.keySet(), topics),
                last.map(PipelineSink.Last::of).or(committed::last),
                files.names());
        folder.commit(next);
        committed = next;
        files.committed();
    }

    /** @throws dev.culvert.schemas.error.CulvertException if another run has taken over, also while there is nothing to commit */
    void requireMine() {
        folder.requireMine();
    }

    /** What is not committed is taken away by whoever writes next. */
    @Override
    public void close() {
        tables.values().forEach(this::close);
    }
}
