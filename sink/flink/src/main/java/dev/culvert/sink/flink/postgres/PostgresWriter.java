package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.letter.LetterBox;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.source.Restarts;
import dev.culvert.sink.flink.store.WholeTransactions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/** Commits whole transactions at each checkpoint, and is the only one that writes to its sink's tables. On the thread of its task. */
final class PostgresWriter implements SinkWriter<PipelineElement> {
    /** serialization_failure, deadlock_detected, lock_not_available */
    private static final Set<String> PASSING = Set.of("40001", "40P01", SqlStates.LOCK_NOT_AVAILABLE);

    private static final Duration LOCK_WAIT = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final long LOCK_EACH = Duration.ofMillis(200).toNanos();

    private final PostgresTarget target;
    private final Session session;
    private final TargetRows rows;
    private final WholeTransactions transactions;

    PostgresWriter(PostgresTarget target, PipelineTopics topics, SinkWriterMetricGroup metrics) {
        this.target = target;
        this.session = target.open();
        try {
            lock();
            Progress.prepare(session);
            Progress progress = Progress.read(session, target.name());
            progress.requireSame(topics.tables());
            Optional<LetterBox> letters = LetterBox.open(
                    topics, target.sink(), 0, new LetterBox.Store(progress::has, this::requireMine), metrics);
            this.rows = new TargetRows(session, target, progress::isMade, letters);
            this.transactions = WholeTransactions.of(
                    new PostgresTables(session, target, rows, progress, SinkEntries.open(session, target), topics),
                    topics,
                    target.sink(),
                    letters,
                    metrics);
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

    /** Nobody else has the lock while the session is there: without it, the job starts over and waits for it. */
    private void requireMine() {
        if (!session.answers(ANSWER)) {
            throw new CulvertException(
                    ErrorCode.PG_CONNECTION_LOST,
                    session.toString(),
                    "The session that has the sink's lock has ended.",
                    Changed.NOTHING,
                    "Nothing: the sink goes on from what is committed.");
        }
    }

    @Override
    public void write(PipelineElement element, Context context) {
        try {
            transactions.take(element);
        } catch (CulvertException e) {
            throw restarting(e);
        }
    }

    /** A deadlock with a reader, or its lock, passes: everything since the last commit comes again. */
    private static RuntimeException restarting(CulvertException e) {
        return PASSING.contains(SqlStates.of(e)) ? e : Restarts.unlessItMayPass(e);
    }

    /** Flink calls it at a checkpoint, before the barrier goes on: what the source has left behind must be durable here. */
    @Override
    public void flush(boolean endOfInput) {
        try {
            transactions.commitWhole();
        } catch (CulvertException e) {
            throw restarting(e);
        }
    }

    @Override
    public void close() {
        rows.close();
        transactions.close(); // and the letters, to which a batch that was under way has written
    }
}
