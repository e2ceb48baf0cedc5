package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.RecordReader;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.source.Restarts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.connector.sink2.SinkWriter;

/**
 * Gathers changes, and at each checkpoint commits those of whole transactions, with how far they reach. A transaction that is too large for
 * memory begins a commit of its own: what is before it is committed first, so that nothing whole waits for it. On the thread of its task.
 */
final class PostgresWriter implements SinkWriter<PipelineElement> {
    private static final long BATCH_BYTES = 32L << 20;
    private static final int OPEN_CHANGES = 100_000;
    /** serialization_failure, deadlock_detected, lock_not_available */
    private static final Set<String> PASSING = Set.of("40001", "40P01", SqlStates.LOCK_NOT_AVAILABLE);

    private static final Duration LOCK_WAIT = Duration.ofSeconds(30);
    private static final long LOCK_EACH = Duration.ofMillis(200).toNanos();

    private final PostgresTarget target;
    private final PipelineTopics topics;
    private final RecordReader reader;
    private final Session session;
    private final Progress progress;
    private final TargetRows rows;
    /** Of the transaction that is not whole yet. */
    private final List<Row> open = new ArrayList<>();

    private long openBytes;

    private final Map<Place, Long> openReach = new HashMap<>();
    /** How far what is whole reaches, beyond what is committed. */
    private final Map<Place, Long> reached = new HashMap<>();

    private PipelineElement.Commit last;
    /** Whether a part of the open transaction is in the target's transaction already. */
    private boolean spilled;

    /** A change of a table. @param size of its record, in bytes */
    record Row(TableId table, String topic, Change change, int size) {}

    PostgresWriter(PostgresTarget target, PipelineTopics topics) {
        this.target = target;
        this.topics = topics;
        this.reader = topics.recordReader();
        this.session = target.open();
        try {
            lock();
            Progress.prepare(session);
            this.progress = Progress.read(session, target.name());
            progress.requireSame(topics.tables());
            this.rows = new TargetRows(session, target);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Held by the session that writes: whoever has lost it has lost its transaction too. */
    private void lock() {
        long deadline = System.nanoTime() + LOCK_WAIT.toNanos();
        while (!session.one(
                "SELECT pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended('culvert sink ' || ?, 0)) AS got",
                row -> row.bool("got"),
                target.name())) {
            if (System.nanoTime() > deadline) {
                throw new CulvertException(
                        ErrorCode.SINK_IN_USE,
                        "sink " + target.name() + " on " + session,
                        "Another session writes to it, for more than " + LOCK_WAIT.toSeconds() + " s.",
                        Changed.NOTHING,
                        "Stop the other one; culvert explain CV-SINK-IN-USE says how to see it.");
            }
            LockSupport.parkNanos(LOCK_EACH);
        }
    }

    @Override
    public void write(PipelineElement element, Context context) {
        try {
            take(element);
        } catch (CulvertException e) {
            throw restarting(e);
        }
    }

    /** A deadlock with a reader, or its lock, passes: everything since the last commit comes again. */
    private static RuntimeException restarting(CulvertException e) {
        return PASSING.contains(SqlStates.of(e)) ? e : Restarts.unlessItMayPass(e);
    }

    private void take(PipelineElement element) {
        element.source().ifPresent(source -> take(source, element));
        element.commit().ifPresent(this::take);
        element.positions().forEach(this::pass);
        if (element.isWhole()) {
            whole();
        } else if (open.size() >= OPEN_CHANGES || openBytes > BATCH_BYTES && open.size() > 1) {
            spill();
        }
    }

    private void take(PipelineElement.Source source, PipelineElement element) {
        if (progress.has(source.place(), source.offset())) {
            return; // a replay: it is in the tables
        }
        reach(source.place(), source.offset() + 1);
        String topic = source.place().topic();
        if (!target.takes(source.table()) || progress.isFormer(topic)) {
            return;
        }
        int size = source.value().length + (source.key() == null ? 0 : source.key().length);
        open.add(new Row(source.table(), topic, element.change(reader), size));
        openBytes += size;
    }

    private void take(PipelineElement.Commit commit) {
        if (!progress.has(commit.place(), commit.offset())) {
            reach(commit.place(), commit.offset() + 1);
            last = commit;
        }
    }

    /** A source that begins behind what is in the tables tells where it stands, which is no news. */
    private void pass(Place place, long offset) {
        if (!progress.has(place, offset - 1)) {
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
        if (rows.bytes() > BATCH_BYTES) {
            rows.startFlush();
        }
    }

    /** Too much for memory: what is whole is committed, and then this transaction begins to go where only its end commits it. */
    private void spill() {
        if (!spilled) {
            commit();
            spilled = true;
        }
        apply(open.size() - 1); // the last may be one half of a change of key
        rows.startFlush();
    }

    private void apply(int count) {
        List<Row> now = open.subList(0, count);
        for (int i = 0; i < now.size(); i++) {
            Row row = now.get(i);
            if (progress.movesTo(row.table(), row.topic())) {
                rows.empty(row.table());
            }
            Row next = i + 1 < now.size() ? now.get(i + 1) : null;
            if (next != null && isMove(row, next)) {
                rows.move(row.table(), row.change(), next.change(), next.size());
                i++;
            } else {
                rows.apply(row.table(), row.change(), row.size());
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

    /** Flink calls it at a checkpoint, before the barrier goes on: what the source has left behind must be durable here. */
    @Override
    public void flush(boolean endOfInput) {
        try {
            if (!spilled) {
                commit();
            }
        } catch (CulvertException e) {
            throw restarting(e);
        }
    }

    private void commit() {
        if (reached.isEmpty()) {
            return;
        }
        rows.flush();
        rows.inTransaction();
        progress.write(session, reached, last, topics::tables);
        session.update("COMMIT");
        rows.committed();
        progress.committed(reached);
        reached.clear();
        last = null;
    }

    @Override
    public void close() {
        rows.close();
    }
}
