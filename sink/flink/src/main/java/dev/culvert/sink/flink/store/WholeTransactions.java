package dev.culvert.sink.flink.store;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.letter.LetterBox;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.meter.WriterMeters;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.RecordReader;
import dev.culvert.sink.flink.source.LookAhead;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.source.Restarts;
import dev.culvert.sink.flink.source.TableTopic;
import dev.culvert.sink.flink.transform.TargetNames;
import dev.culvert.sink.flink.transform.Transforms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/**
 * Gathers changes until they are whole transactions, and lets a store commit those only, with how far they reach. A transaction that is too
 * large for memory goes to the store in pieces and begins a commit of its own: what is before it is committed first, so that nothing whole
 * waits for it. For one thread.
 */
public final class WholeTransactions implements AutoCloseable {
    private static final int OPEN_CHANGES = 100_000;
    private static final long OPEN_BYTES = 32L << 20;

    private final Tables tables;
    private final RecordReader reader;
    private final Transforms transforms;
    private final WriterMeters meters;
    private final TargetNames names;
    private final AppliedEntries entries;
    private final Optional<LetterBox> letters;
    /** Null if it stops. */
    private final Aside aside;
    /** Of the transaction that is not whole yet. */
    private final List<Row> open = new ArrayList<>();

    private long openBytes;

    private final Map<Place, Long> openReach = new HashMap<>();
    /** How far what is whole reaches, beyond what is committed. */
    private final Map<Place, Long> reached = new HashMap<>();

    private Optional<PipelineElement.Commit> last = Optional.empty();
    /** Whether a part of the open transaction is in the store's already. */
    private boolean spilled;

    /** The tables of a store. */
    public interface Tables {

        /** Whether all tables have what this offset has, or have passed over it: a replay brings it again. */
        boolean has(Place place, long offset);

        /** Whether a record is wanted: not one of a table, or of a former topic, that is left out. */
        boolean takes(PipelineElement.Source source);

        /** The change of a table that follows is in this record. A table that was in another topic begins empty. */
        void in(TableId table, Place place, long offset);

        /** @param size of its record, in bytes */
        void apply(TableId table, Change change, int size);

        /** A change of key whose new row has not all values (I4). @param size of the new row's record, in bytes */
        void move(TableId table, Change from, Change to, int size);

        /** Whether it wants such a change by {@link #move}, and not as the two records that it is. */
        default boolean joinsMoves() {
            return true;
        }

        /** Why a table takes nothing of a topic but what empties it; empty if it takes all. */
        default Optional<CulvertException> lacks(TableId table, String topic) {
            return Optional.empty();
        }

        /** By what the definition said the rows of a table were made that are there, or that it left it out; empty if nothing is known. */
        default Optional<String> entry(TableId table) {
            return Optional.empty();
        }

        /** The same from the next commit on. */
        default void keepEntry(TableId table, String entry) {
            // a store that has a history has rows of each
        }

        /** How many write the sink at once, among whom memory is divided. */
        default int writers() {
            return 1;
        }

        /** Everything that was applied has been taken, or refused. */
        void flush();

        /** Takes less memory from now on, if it takes much. Nothing may be committed by it. */
        void makeRoom();

        /**
         * Makes durable what was applied and flushed, with how far it reaches.
         *
         * @param reached the next offset of each partition that has moved
         * @param last the last transaction of it; empty if there is none
         */
        void commit(Map<Place, Long> reached, Optional<PipelineElement.Commit> last);
    }

    private record Row(TableId table, Place place, long offset, Change change, int size) {}

    WholeTransactions(
            Tables tables,
            RecordReader reader,
            Transforms transforms,
            WriterMeters meters,
            TargetNames names,
            AppliedEntries entries,
            Optional<LetterBox> letters) {
        this.names = names;
        this.entries = entries;
        this.letters = letters;
        this.aside = letters.map(box -> new Aside(box, reader, transforms)).orElse(null);
        this.tables = tables;
        this.reader = reader;
        this.transforms = transforms;
        this.meters = meters;
    }

    /**
     * Of what a sink's topics have, as its definition says that it arrives.
     *
     * @param letters where goes what cannot be applied; empty if it stops
     * @param metrics of Flink
     */
    public static WholeTransactions of(
            Tables tables,
            PipelineTopics topics,
            SinkDefinition sink,
            Optional<LetterBox> letters,
            SinkWriterMetricGroup metrics) {
        return new WholeTransactions(
                tables,
                topics.recordReader(),
                new Transforms(sink),
                new WriterMeters(topics.definition().name(), sink.name(), metrics),
                names(topics, sink),
                new AppliedEntries(sink, tables, topics.recordReader(), LookAhead.in(topics)),
                letters);
    }

    /** That a sink's tables do not get into each other's way. */
    public static TargetNames names(PipelineTopics topics, SinkDefinition sink) {
        return new TargetNames(
                sink, () -> topics.tables().stream().map(TableTopic::table).toList());
    }

    /** Takes what comes next. */
    public void take(PipelineElement element) {
        Restarts.named(() -> gather(element));
    }

    private void gather(PipelineElement element) {
        element.source().ifPresent(source -> take(source, element));
        element.commit().ifPresent(this::take);
        element.positions().forEach(this::pass);
        if (element.isWhole()) {
            whole();
        } else if (open.size() >= OPEN_CHANGES / tables.writers()
                || openBytes > OPEN_BYTES / tables.writers() && open.size() > 1) {
            spill();
        }
    }

    private void take(PipelineElement.Source source, PipelineElement element) {
        if (tables.has(source.place(), source.offset())) {
            return; // a replay: it is in the tables
        }
        if (element.unreadable().isEmpty()) { // what is passed by others alone may be before records that wait
            reach(source.place(), source.offset() + 1);
        }
        if (entries.takes(source)
                && tables.takes(source)
                && (element.unreadable().isPresent() || !entries.passesOver(source, element))) {
            int size = source.value().length + (source.key() == null ? 0 : source.key().length);
            names.require(source.table());
            meters.taken(source.table(), size);
            arriving(source, element).ifPresent(change -> {
                open.add(new Row(source.table(), source.place(), source.offset(), change, size));
                openBytes += size;
            });
        }
    }

    private Optional<Change> arriving(PipelineElement.Source source, PipelineElement element) {
        return letters.isPresent()
                ? aside.arriving(source, element)
                : transforms.apply(source.table(), element.change(reader));
    }

    private void take(PipelineElement.Commit commit) {
        if (!tables.has(commit.place(), commit.offset())) {
            reach(commit.place(), commit.offset() + 1);
            last = Optional.of(commit);
        }
    }

    /** A source that begins behind what is in the tables tells where it stands, which is no news. */
    private void pass(Place place, long offset) {
        if (!tables.has(place, offset - 1)) {
            reach(place, offset);
        }
    }

    private void reach(Place place, long offset) {
        openReach.merge(place, offset, Math::max);
    }

    private void whole() {
        apply(open.size());
        reached.putAll(openReach);
        openReach.clear();
        spilled = false;
        tables.makeRoom();
    }

    private void spill() {
        if (!spilled) {
            commit();
            spilled = true;
        }
        apply(open.size() - 1); // the last may be one half of a change of key
        tables.makeRoom();
    }

    private void apply(int count) {
        List<Row> now = open.subList(0, count);
        for (int i = 0; i < now.size(); i++) {
            Row row = now.get(i);
            tables.in(row.table(), row.place(), row.offset());
            Row next = i + 1 < now.size() ? now.get(i + 1) : null;
            if (next != null && tables.joinsMoves() && isMove(row, next)) {
                tables.move(row.table(), row.change(), next.change(), next.size());
                i++;
            } else {
                tables.apply(row.table(), row.change(), row.size());
            }
        }
        now.clear();
        openBytes = open.stream().mapToLong(Row::size).sum();
    }

    /** A change of key that left large values alone, which are under the old key only (I4). */
    private static boolean isMove(Row row, Row next) {
        return row.change().place().kind() == Change.Kind.DELETE
                && next.change().place().kind() == Change.Kind.CREATE
                && !next.change().unchanged().isEmpty()
                && row.table().equals(next.table())
                && row.change().place().isOneChangeWith(next.change().place());
    }

    /** Commits all that is whole; nothing, while a part of a transaction is in the store's already. */
    public void commitWhole() {
        if (!spilled) {
            Restarts.named(this::commit);
        }
    }

    @Override
    public void close() {
        transforms.close();
        letters.ifPresent(LetterBox::close);
    }

    private void commit() {
        if (!reached.isEmpty()) {
            entries.keep();
            tables.flush();
            letters.ifPresent(LetterBox::send); // I1: before the store has what lacks their rows
            tables.commit(reached, last);
            letters.ifPresent(LetterBox::committed);
            meters.committed();
            reached.clear();
            last = Optional.empty();
        }
    }
}
