package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.merge.Place;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * One table: what each table of the source that goes into it brings, the files that are written, and how far it is. All of it is one commit. A table
 * that is behind what the sink committed of it (it was dropped, or taken back to an older snapshot) takes nothing but what empties it. For one
 * thread at a time.
 */
final class LakeTable {
    private final IcebergTarget target;
    private final LakeRefusals refusals;
    private final TableIdentifier name;
    private final OpenTable open;
    private final Map<TableId, LakeSource> sources = new LinkedHashMap<>();
    private TablePlace place;
    /** Whether nothing was in it. */
    private final boolean isNew;

    private final boolean isBehind;
    private boolean isShared;

    /**
     * @param commits how often the sink has committed it, as far as it knows
     * @param refusals what becomes of rows that it does not take
     */
    LakeTable(Lake lake, IcebergTarget target, TableIdentifier name, long commits, LakeRefusals refusals) {
        this.refusals = refusals;
        this.target = target;
        this.name = name;
        Optional<Table> there = lake.find(name);
        this.open = new OpenTable(lake, target, name, there);
        there.ifPresent(table -> requireKeeper(table, target.name()));
        Optional<TablePlace> known = there.flatMap(TablePlace::of);
        place = known.orElse(TablePlace.NONE);
        isNew = known.isEmpty()
                && there.filter(table -> table.currentSnapshot() != null).isEmpty();
        isBehind = place.number() < commits;
    }

    private void requireKeeper(Table table, String sink) {
        TablePlace.keeper(table).filter(keeper -> !keeper.equals(sink)).ifPresent(keeper -> {
            throw TableShape.refuse(
                    name,
                    "The sink " + keeper + " keeps it, and two would undo each other's work.",
                    "Give this sink another schema (sinks[].schema) or warehouse; or drop the table in its catalog, if the other is no more.");
        });
    }

    /** What a table of the source brings into it. */
    LakeSource of(TableId source) {
        return sources.computeIfAbsent(source, id -> {
            LakeArrival arrival = target.arrival(id);
            isShared = arrival.isShared();
            SourcePlace known = (isShared ? place.of(id) : place.only())
                    // one that comes later may meet rows of its own, of which nothing is known
                    .orElseGet(() -> SourcePlace.none(isNew ? CopyState.EMPTY : CopyState.UNKNOWN));
            return new LakeSource(arrival, open, refusals, known.behind(isBehind));
        });
    }

    TableIdentifier name() {
        return name;
    }

    /** Of the commits of the table. */
    long number() {
        return place.number();
    }

    /** Bytes of the changes in memory, about. */
    long bytes() {
        return sources.values().stream().mapToLong(LakeSource::bytes).sum();
    }

    /** Whether a commit has anything to do. */
    boolean isPending() {
        return open.isPending() || sources.values().stream().anyMatch(source -> !source.isEmpty());
    }

    boolean has(Place of, long offset) {
        return place.has(of, offset);
    }

    /** @throws CulvertException {@link ErrorCode#SINK_TABLE} if it lacks what was committed */
    void requireWhole() {
        sources.values().forEach(LakeSource::requireWhole);
    }

    /** Writes what is in memory into files. */
    void flush() {
        sources.values().forEach(LakeSource::flush);
    }

    /** Commits what is in files. @param reached how far it is then, of any topics */
    void commit(String id, Map<Place, Long> reached, Map<String, String> summary) {
        // those that share it and are not taken now keep their rows
        Map<String, SourcePlace> all = new HashMap<>(isShared ? place.sources() : Map.of());
        sources.forEach((source, changes) -> all.put(source.toString(), changes.place()));
        TablePlace next = place.next(id, all, reached);
        Lake.guarded(name, () -> {
            open.commit(place.commit(), next, summary);
            return null;
        });
        place = next;
    }
}
