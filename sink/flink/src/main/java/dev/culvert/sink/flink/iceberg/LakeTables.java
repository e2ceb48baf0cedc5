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
    private final LakeRefusals refusals = new LakeRefusals();
    private final Map<TableIdentifier, LakeTable> tables = new LinkedHashMap<>();
    private final Map<TableId, LakeTable> bySource = new HashMap<>();
    /** Read where a table comes that has nothing here. */
    private Map<String, TableIdentifier> tablesOfSources;

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

    /** Rows that a table refuses go there from now on, if anywhere. */
    void letAside(Optional<LetterBox> to) {
        refusals.letAside(to);
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

    @Override
    public Optional<String> entry(TableId source) {
        return of(source).entry();
    }

    @Override
    public void keepEntry(TableId source, String entry) {
        of(source).keepEntry(entry);
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
        LakeSource changes = table.of(source);
        if (!table.knows(source)) {
            elsewhere(source).filter(other -> !other.equals(name)).ifPresent(changes::isIn);
        }
        return table;
    }

    private Optional<TableIdentifier> elsewhere(TableId source) {
        if (tablesOfSources == null) {
            tablesOfSources = progress.tablesOfSources(lake);
        }
        return Optional.ofNullable(tablesOfSources.get(source.toString()));
    }

    /** @throws dev.culvert.schemas.error.CulvertException if a table lacks what was committed */
    void requireWhole() {
        tables.values().forEach(LakeTable::requireWhole);
    }

    /** Brings changes into files until they take less memory. */
    @Override
    public void makeRoom() {
        long bytes = tables.values().stream().mapToLong(LakeTable::bytes).sum();
        if (bytes <= MOST_BYTES) {
            return;
        }
        List<LakeTable> largest = tables.values().stream()
                .sorted(Comparator.comparingLong(LakeTable::bytes).reversed())
                .toList();
        for (LakeTable table : largest) {
            if (bytes > MOST_BYTES / 2) {
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
        progress.requireMine(run);
        String id = UUID.randomUUID().toString();
        Map<String, String> summary = CompleteTo.summary(last);
        Map<String, Long> committed = new TreeMap<>();
        for (LakeTable table : tables.values()) {
            if (table.isPending()) {
                table.commit(id, reached, summary);
                committed.put(table.name().toString(), table.number());
            }
        }
        progress.advance(reached);
        listener.accept(new ShareReached(share.index(), Map.copyOf(reached), last, committed));
    }

    @Override
    public void close() {
        lake.close();
    }
}
