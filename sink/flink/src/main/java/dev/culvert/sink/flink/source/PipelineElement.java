package dev.culvert.sink.flink.source;

import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.RecordReader;
import java.util.Map;
import java.util.Optional;

/**
 * One step in the order of commits. Immutable. What goes over a network is the record as it is in Kafka, in Avro or JSON: compact, and the
 * same in every version.
 */
public final class PipelineElement {
    private final boolean whole;
    private final Optional<Source> source;
    private final Optional<Commit> commit;
    private final Optional<TableId> table;
    private final Map<Place, Long> positions;
    private final Change change;
    private final String unreadable;

    /** A record of a table's topic. @param key null if it has none */
    public record Source(TableId table, Place place, long offset, byte[] key, byte[] value) {}

    /** @param offset of its announcement, which is in {@code place} */
    public record Commit(Place place, long offset, long transaction, long commitEndLsn, long commitMicros) {}

    private PipelineElement(
            boolean whole,
            Optional<Source> source,
            Optional<Commit> commit,
            Optional<TableId> table,
            Map<Place, Long> positions,
            Change change,
            String unreadable) {
        this.whole = whole;
        this.source = source;
        this.commit = commit;
        this.table = table;
        this.positions = positions;
        this.change = change;
        this.unreadable = unreadable;
    }

    /** @param change null if it is not read yet */
    static PipelineElement of(Source source, boolean whole, Change change) {
        return new PipelineElement(
                whole, Optional.of(source), Optional.empty(), Optional.of(source.table()), Map.of(), change, null);
    }

    /** A record that cannot be read, so that nothing tells where in the order it belongs: it comes when it is seen. @param reason without a value */
    static PipelineElement unreadable(Source source, String reason) {
        return new PipelineElement(
                false, Optional.of(source), Optional.empty(), Optional.of(source.table()), Map.of(), null, reason);
    }

    static PipelineElement of(Commit commit) {
        return new PipelineElement(true, Optional.empty(), Optional.of(commit), Optional.empty(), Map.of(), null, null);
    }

    /** Nothing is before these offsets that has not come. @param table whose topic they are of; empty for the topic of transactions */
    public static PipelineElement at(Optional<TableId> table, Map<Place, Long> positions) {
        return new PipelineElement(true, Optional.empty(), Optional.empty(), table, Map.copyOf(positions), null, null);
    }

    /** Whether everything up to it is a state that the source had; while tables are copied, all but those are. */
    public boolean isWhole() {
        return whole;
    }

    public Optional<Source> source() {
        return source;
    }

    public Optional<Commit> commit() {
        return commit;
    }

    /** The only table that it is about; empty if it is about all. */
    public Optional<TableId> table() {
        return table;
    }

    /** The next offset to read of some partitions. */
    public Map<Place, Long> positions() {
        return positions;
    }

    /** Why its record cannot be read; empty if it can. */
    public Optional<String> unreadable() {
        return Optional.ofNullable(unreadable);
    }

    /** What the record says. */
    public Change change(RecordReader reader) {
        if (change != null) {
            return change;
        }
        Source from = source.orElseThrow();
        return reader.change(from.place().topic(), from.key(), from.value());
    }
}
