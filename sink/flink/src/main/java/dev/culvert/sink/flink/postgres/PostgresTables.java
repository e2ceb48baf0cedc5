package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.store.WholeTransactions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The tables of a database, and how far they are: one transaction brings both. For one thread. */
final class PostgresTables implements WholeTransactions.Tables {
    private static final long BATCH_BYTES = 32L << 20;

    private final Session session;
    private final PostgresTarget target;
    private final TargetRows rows;
    private final Progress progress;
    private final SinkEntries entries;
    private final PipelineTopics topics;
    /** By what the definition says rows are made that are not committed. */
    private final Map<TableId, String> news = new HashMap<>();

    PostgresTables(
            Session session,
            PostgresTarget target,
            TargetRows rows,
            Progress progress,
            SinkEntries entries,
            PipelineTopics topics) {
        this.entries = entries;
        this.session = session;
        this.target = target;
        this.rows = rows;
        this.progress = progress;
        this.topics = topics;
    }

    @Override
    public boolean has(Place place, long offset) {
        return progress.has(place, offset);
    }

    @Override
    public boolean takes(PipelineElement.Source source) {
        return target.takes(source.table()) && !progress.isFormer(source.place().topic());
    }

    @Override
    public void in(TableId table, Place place, long offset) {
        if (progress.movesTo(table, place.topic())) {
            rows.empty(table, Change.Origin.NONE);
        }
    }

    @Override
    public void apply(TableId table, Change change, int size) {
        rows.apply(table, change, size);
    }

    @Override
    public void move(TableId table, Change from, Change to, int size) {
        rows.move(table, from, to, size);
    }

    @Override
    public Optional<String> entry(TableId table) {
        return entries.of(table);
    }

    @Override
    public void keepEntry(TableId table, String entry) {
        news.put(table, entry);
    }

    @Override
    public void makeRoom() {
        if (rows.bytes() > BATCH_BYTES) {
            rows.startFlush();
        }
    }

    @Override
    public void flush() {
        rows.flush();
    }

    @Override
    public void commit(Map<Place, Long> reached, Optional<PipelineElement.Commit> last) {
        rows.inTransaction();
        progress.write(session, reached, last, topics::tables);
        rows.present().forEach(table -> progress.make(session, table));
        news.forEach((table, entry) -> entries.write(
                table, entry, Optional.of(table).filter(target::takes).map(target::target)));
        news.clear();
        session.update("COMMIT");
        rows.committed();
        progress.committed(reached);
    }
}
