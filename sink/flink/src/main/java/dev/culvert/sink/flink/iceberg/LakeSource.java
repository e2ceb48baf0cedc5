package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.record.Change;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What one table of the source brings into a table: the changes that are in memory, and which topic they come from. If its rows there are not
 * those that were committed, it takes nothing but what empties them. For one thread at a time.
 */
final class LakeSource {
    private final LakeArrival arrival;
    private final OpenTable open;
    private final LakeRefusals refusals;
    private final RowBatch batch = new RowBatch();
    private final Set<String> former;
    private CopyState copy;
    private String topic;
    private Change.Place truncated;
    private boolean behind;
    private Optional<String> entry;

    LakeSource(LakeArrival arrival, OpenTable open, LakeRefusals refusals, SourcePlace place) {
        this.refusals = refusals;
        this.arrival = arrival;
        this.open = open;
        this.copy = place.copy();
        this.topic = place.topic();
        this.former = new HashSet<>(place.former());
        this.behind = place.isBehind();
        this.entry = place.entry();
    }

    TableId source() {
        return arrival.source();
    }

    SourcePlace place() {
        return new SourcePlace(topic, former, copy, entry, behind);
    }

    /** By what the definition said its rows were made. */
    Optional<String> entry() {
        return entry;
    }

    /** The same of the rows of the next commit. */
    void keepEntry(String said) {
        entry = Optional.of(said);
    }

    /** Bytes of the changes in memory, about. */
    long bytes() {
        return batch.bytes();
    }

    boolean isEmpty() {
        return batch.isEmpty();
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
                    "table " + source(),
                    "Its records have no key, and a row of it cannot be found again in " + open.name() + ".",
                    Changed.NOTHING,
                    "Give it a primary key, or name columns that are unique (source.tables[].key, with REPLICA IDENTITY FULL); or leave"
                            + " it out of the sink (sinks[].tables).");
        }
    }

    /** @throws CulvertException {@link ErrorCode#SINK_TABLE} if the table lacks what was committed */
    void requireWhole() {
        lacks(topic).ifPresent(refusal -> {
            throw refusal;
        });
    }

    /** Why it takes nothing of a topic but what empties it; another topic does. */
    Optional<CulvertException> lacks(String from) {
        return behind && (topic.isEmpty() || topic.equals(from)) ? Optional.of(refusal()) : Optional.empty();
    }

    private CulvertException refusal() {
        return TableShape.refuse(
                open.name(),
                "It was dropped, or taken back to an older snapshot: it does not have what this sink committed.",
                "Copy it anew: culvert run FILE --resnapshot " + source() + ".");
    }

    /** @param origin of the change that says so */
    private void empty(Change.Origin origin) {
        if (arrival.marks() && !behind) {
            flush();
            Lake.guarded(open.name(), () -> {
                open.markAll(arrival, origin);
                return null;
            });
            copy = CopyState.UNKNOWN;
            return;
        }
        behind = false;
        batch.clear();
        Lake.guarded(open.name(), () -> {
            open.empty(arrival);
            return null;
        });
        copy = CopyState.EMPTY;
    }

    /** Writes what is in memory into files. */
    void flush() {
        if (!batch.isEmpty()) {
            Lake.guarded(open.name(), () -> {
                open.write(arrival, batch, refusals);
                return null;
            });
            batch.clear();
        }
    }
}
