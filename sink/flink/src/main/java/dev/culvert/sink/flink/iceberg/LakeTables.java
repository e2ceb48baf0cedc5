package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.letter.LetterBox;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.source.TableTopic;
import dev.culvert.sink.flink.store.WholeTransactions;
import dev.culvert.sink.flink.transform.AppliedEntry;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.TableIdentifier;

/** The tables of a sink that one of its writers has, and how far they are. For one thread. */
final class LakeTables implements WholeTransactions.Tables, AutoCloseable {
    private static final long MOST_BYTES = 128L << 20;

    private final Lake lake;
    private final IcebergTarget target;
    private final SinkProgress progress;
    private final String run;
    private final LakeShare share;
    private final Consumer<ShareReached> listener;
    /** What is to be kept of the sink. */
    private final Map<TableId, String> entries = new HashMap<>();

    private final LakeRefusals refusals = new LakeRefusals();
    private final Map<TableIdentifier, LakeTable> tables = new LinkedHashMap<>();
    private final Map<TableId, LakeTable> bySource = new HashMap<>();

    private LakeTables(Lake lake, IcebergTarget target, String run, LakeShare share, Consumer<ShareReached> listener) {
        this.lake = lake;
        this.target = target;
        this.run = run;
        this.share = share;
        this.listener = listener;
        this.progress = SinkProgress.of(lake, target, run);
    }

    /**
     * Opens the catalog, and the tables that are there.
     *
     * @param run that has taken over
     * @param listener is told of every commit
     */
    static LakeTables open(
            IcebergTarget target, PipelineTopics topics, String run, LakeShare share, Consumer<ShareReached> listener) {
        Lake lake = target.open();
        try {
            LakeTables tables = new LakeTables(lake, target, run, share, listener);
            List<TableTopic> known = topics.tables();
            tables.progress.requireSame(known);
            known.stream()
                    .map(TableTopic::table)
                    .filter(target::takes)
                    .filter(table -> share.has(target.target(table)))
                    .sorted(Comparator.comparing(TableId::toString))
                    .forEach(tables::of);
            return tables;
        } catch (RuntimeException e) {
            lake.close();
            throw e;
        }
    }

    @Override
    public boolean has(Place place, long offset) {
        return progress.has(place, offset);
    }

    /** Whether its table has what this offset has, also where the progress of all does not say so yet. */
    boolean isBehind(Place place, long offset) {
        return has(place, offset) || tables.values().stream().anyMatch(table -> table.has(place, offset));
    }

    /** @throws CulvertException if another run has taken over */
    void requireMine() {
        progress.requireMine(run);
    }

    /** Rows that a table refuses go there from now on, if anywhere. */
    void letAside(Optional<LetterBox> to) {
        refusals.letAside(to);
    }

    @Override
    public int writers() {
        return share.of();
    }

    @Override
    public boolean takes(PipelineElement.Source source) {
        if (!target.takes(source.table())) {
            return false;
        }
        LakeTable table = table(source.table());
        return !table.has(source.place(), source.offset())
                && !table.of(source.table()).isFormer(source.place().topic());
    }

    @Override
    public void in(TableId source, Place place, long offset) {
        of(source).in(place.topic());
    }

    @Override
    public void apply(TableId source, Change change, int size) {
        of(source).apply(change, size);
    }

    @Override
    public void move(TableId source, Change from, Change to, int size) {
        of(source).move(from, to, size);
    }

    @Override
    public Optional<CulvertException> lacks(TableId source, String topic) {
        return of(source).lacks(topic);
    }

    /** What is kept with its rows; or what is kept of the sink, if its changes went elsewhere since. */
    @Override
    public Optional<String> entry(TableId source) {
        Optional<String> last = progress.entry(source);
        if (!target.takes(source)) {
            return last;
        }
        LakeTable table = table(source);
        Optional<String> own = table.of(source).entry();
        boolean elsewhere = last.map(AppliedEntry::read)
                .filter(kept ->
                        own.map(AppliedEntry::read).filter(kept::saysTheSame).isEmpty())
                .filter(kept -> progress.wasBeyond(kept.topic(), table::has))
                .isPresent();
        // by whatever name: it may have another one in the catalog now
        return elsewhere
                ? last
                : own.map(AppliedEntry::read)
                        .map(kept -> kept.into(target.sink().target(source)).json());
    }

    @Override
    public void keepEntry(TableId source, String entry) {
        entries.put(source, entry);
        if (target.takes(source)) {
            of(source).keepEntry(entry);
        }
    }

    private LakeSource of(TableId source) {
        return table(source).of(source);
    }

    private LakeTable table(TableId source) {
        LakeTable known = bySource.get(source);
        if (known != null) {
            return known;
        }
        TableIdentifier name = target.target(source);
        LakeTable table =
                tables.computeIfAbsent(name, own -> new LakeTable(lake, target, own, progress.commits(own), refusals));
        bySource.put(source, table);
        return table;
    }

    /** @throws dev.culvert.schemas.error.CulvertException if a table lacks what was committed */
    void requireWhole() {
        tables.values().forEach(LakeTable::requireWhole);
    }

    /** Brings changes into files until they take less memory. */
    @Override
    public void makeRoom() {
        long bytes = tables.values().stream().mapToLong(LakeTable::bytes).sum();
        long most = MOST_BYTES / writers(); // they may be in one process
        if (bytes <= most) {
            return;
        }
        List<LakeTable> largest = tables.values().stream()
                .sorted(Comparator.comparingLong(LakeTable::bytes).reversed())
                .toList();
        for (LakeTable table : largest) {
            if (bytes > most / 2) {
                bytes -= table.bytes();
                table.flush();
            }
        }
    }

    @Override
    public void flush() {
        tables.values().forEach(LakeTable::flush);
    }

    @Override
    public void commit(Map<Place, Long> reached, Optional<PipelineElement.Commit> last) {
        requireMine();
        String id = UUID.randomUUID().toString();
        Map<String, String> summary = CompleteTo.summary(last);
        Map<String, Long> committed = new TreeMap<>();
        for (LakeTable table : tables.values()) {
            if (table.isPending()) {
                table.commit(id, reached, summary);
            }
            if (table.number() != progress.commits(table.name())) { // also one that was before a crash
                committed.put(table.name().toString(), table.number());
            }
        }
        progress.advance(reached);
        listener.accept(new ShareReached(share, Map.copyOf(reached), last, committed, Map.copyOf(entries)));
        entries.clear();
    }

    @Override
    public void close() {
        lake.close();
    }
}
