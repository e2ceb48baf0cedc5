package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.record.Change;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * One table: the changes that are in memory, the files that are written, and how far it is. A table that is behind what the sink committed of
 * it (it was dropped, or taken back to an older snapshot) takes nothing but what empties it. For one thread at a time.
 */
final class LakeTable {
    private final TableId source;
    private final TableIdentifier name;
    private final OpenTable open;
    private final RowBatch batch = new RowBatch();
    private TablePlace place = TablePlace.NONE;
    private CopyState copy;
    private String topic;
    private final Set<String> former;
    private Change.Place truncated;
    private boolean behind;
    private final boolean marks;

    LakeTable(Lake lake, IcebergTarget target, TableId source, long commits) {
        this.source = source;
        this.name = target.target(source);
        Optional<Table> there = lake.find(name);
        this.open = new OpenTable(lake, target, source, there);
        there.ifPresent(table -> requireKeeper(table, target.name()));
        place = there.flatMap(TablePlace::of)
                .orElseGet(() ->
                        there.filter(table -> table.currentSnapshot() != null).isPresent()
                                ? new TablePlace(0, "", "", Set.of(), Map.of(), CopyState.UNKNOWN)
                                : TablePlace.NONE);
        copy = place.copy();
        topic = place.topic();
        former = new HashSet<>(place.former());
        behind = place.number() < commits;
        marks = target.marks(source);
    }

    private void requireKeeper(Table table, String sink) {
        TablePlace.keeper(table).filter(keeper -> !keeper.equals(sink)).ifPresent(keeper -> {
            throw TableShape.refuse(
                    name,
                    "The sink " + keeper + " keeps it, and two would undo each other's work.",
                    "Give this sink another schema (sinks[].schema) or warehouse; or drop the table in its catalog, if the other is no more.");
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
        return batch.bytes();
    }

    /** Whether a commit has anything to do. */
    boolean isPending() {
        return !batch.isEmpty() || open.isPending();
    }

    boolean has(Place of, long offset) {
        return place.has(of, offset);
    }

    boolean isFormer(String of) {
        return former.contains(of);
    }

    /** Notes the topic that the table is in. In another one than before, it begins empty. */
    void in(String now) {
        if (!now.equals(topic)) {
            if (!topic.isEmpty()) {
                former.add(topic);
                empty(Change.Origin.NONE);
            }
            topic = now;
        }
    }

    void apply(Change change, int size) {
        if (change.place().kind() == Change.Kind.TRUNCATE) {
            // the same truncate is in each partition, and they come one after the other
            if (!change.place().equals(truncated)) {
                empty(change.origin());
            }
            truncated = change.place();
            return;
        }
        truncated = null;
        requireWhole();
        requireKey(change);
        copy = copy.after(change.place());
        if (!batch.takes(change)) {
            flush();
        }
        batch.add(change, copy.isNew(change.place()), size);
    }

    /** A change of key whose new row has not all values (I4): the old row has them. */
    void move(Change from, Change to, int size) {
        truncated = null;
        requireWhole();
        requireKey(to);
        copy = copy.after(to.place());
        if (!batch.takes(to) || batch.lacks(to, from.recordKey())) {
            flush();
        }
        batch.move(from, to, size);
    }

    private void requireKey(Change change) {
        if (change.recordKey() == null) {
            throw new CulvertException(
                    ErrorCode.SINK_TABLE,
                    "table " + source,
                    "Its records have no key, and a row of it cannot be found again in " + name + ".",
                    Changed.NOTHING,
                    "Give it a primary key, or name columns that are unique (source.tables[].key, with REPLICA IDENTITY FULL); or leave"
                            + " it out of the sink (sinks[].tables).");
        }
    }

    /** @throws CulvertException {@link ErrorCode#SINK_TABLE} if it lacks what was committed */
    void requireWhole() {
        if (behind) {
            throw TableShape.refuse(
                    name,
                    "It was dropped, or taken back to an older snapshot: it does not have what this sink committed.",
                    "Copy it anew: culvert run FILE --resnapshot " + source + ".");
        }
    }

    /** @param origin of the change that says so */
    private void empty(Change.Origin origin) {
        if (marks && !behind) {
            flush();
            Lake.guarded(name, () -> {
                open.markAll(origin);
                return null;
            });
            copy = CopyState.UNKNOWN;
            return;
        }
        behind = false;
        batch.clear();
        open.empty();
        copy = CopyState.EMPTY;
    }

    /** Writes what is in memory into files. */
    void flush() {
        if (!batch.isEmpty()) {
            Lake.guarded(name, () -> {
                open.write(batch);
                return null;
            });
            batch.clear();
        }
    }

    /** Commits what is in files. @param reached how far it is then, of any topics */
    void commit(String id, Map<Place, Long> reached, Map<String, String> summary) {
        TablePlace next = place.next(id, topic, former, reached, copy);
        Lake.guarded(name, () -> {
            open.commit(place.commit(), next, summary);
            return null;
        });
        place = next;
    }

    OpenTable open() {
        return open;
    }
}
