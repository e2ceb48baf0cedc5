package dev.culvert.sink.flink.store;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.mask.ValueMasks;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.RecordReader;
import dev.culvert.sink.flink.record.UnreadableException;
import dev.culvert.sink.flink.source.LookAhead;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.transform.AppliedEntry;
import dev.culvert.sink.flink.transform.EntryWatch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * That the rows which a store has were made as the definition says now, and are there. Changes of a table whose rows are not are passed over, if the
 * topics have what empties it; if they do not, nothing of it is applied. For one thread.
 */
final class AppliedEntries {
    private final SinkDefinition sink;
    private final WholeTransactions.Tables tables;
    private final RecordReader reader;
    private final LookAhead topics;
    private final ValueMasks masks = new ValueMasks();
    private final Map<TableId, EntryWatch> watches = new HashMap<>();
    private final Set<TableId> leftOut = new HashSet<>();
    /** Tables that will be emptied. */
    private final Set<TableId> waiting = new HashSet<>();

    AppliedEntries(SinkDefinition sink, WholeTransactions.Tables tables, RecordReader reader, LookAhead topics) {
        this.sink = sink;
        this.tables = tables;
        this.reader = reader;
        this.topics = topics;
    }

    /** Whether the sink has the table. One that it leaves out has to be copied anew before it can be taken: its changes went by. */
    boolean takes(PipelineElement.Source source) {
        TableId table = source.table();
        if (sink.takes(table)) {
            return true;
        }
        if (leftOut.add(table)) {
            String entry = AppliedEntry.leftOut(source.place().topic());
            if (!tables.entry(table).equals(Optional.of(entry))) {
                tables.keepEntry(table, entry);
            }
        }
        return false;
    }

    /** @throws CulvertException if its rows would be made by two entries, and nothing empties the table */
    boolean passesOver(PipelineElement.Source source, PipelineElement element) {
        try {
            return isToWait(source, element);
        } catch (UnreadableException e) {
            return false; // whoever applies it says so
        }
    }

    private boolean isToWait(PipelineElement.Source source, PipelineElement element) {
        Optional<CulvertException> lacks =
                tables.lacks(source.table(), source.place().topic());
        if (lacks.isPresent()) {
            return isTruncate(element.change(reader).place())
                    ? isOver(source)
                    : waits(source, AppliedEntries::isTruncate, lacks::get);
        }
        EntryWatch watch = watches.computeIfAbsent(
                source.table(),
                table -> new EntryWatch(table, sink.rule(table), sink.target(table), masks, tables.entry(table)));
        if (!watch.matters(source.place().topic())) {
            return false;
        }
        return watch.waits(source.place().topic(), element.change(reader))
                ? waits(source, watch::isEmptiedBy, watch::refusal)
                : isOver(source);
    }

    private static boolean isTruncate(Change.Place place) {
        return place.kind() == Change.Kind.TRUNCATE;
    }

    private boolean waits(
            PipelineElement.Source source, Predicate<Change.Place> by, Supplier<CulvertException> refusal) {
        if (waiting.add(source.table()) && !topics.isEmptied(source, by)) {
            throw refusal.get();
        }
        return true;
    }

    private boolean isOver(PipelineElement.Source source) {
        waiting.remove(source.table());
        return false;
    }

    /** Tells the store what it is to keep with the rows of the commit that is made. */
    void keep() {
        watches.forEach((table, watch) -> watch.news().ifPresent(entry -> tables.keepEntry(table, entry)));
    }
}
