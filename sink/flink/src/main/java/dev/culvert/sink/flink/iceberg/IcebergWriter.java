package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.letter.LetterBox;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.source.Restarts;
import dev.culvert.sink.flink.store.WholeTransactions;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/**
 * Commits whole transactions at each checkpoint, table by table. Tables that were committed when something dies in between pass over what comes
 * again. On the thread of its task.
 */
final class IcebergWriter implements AutoCloseable {
    private final LakeTables tables;
    private final WholeTransactions transactions;

    /**
     * @param run that has taken over
     * @param share of the tables that are written here
     * @param reached is told of every commit
     */
    IcebergWriter(
            IcebergTarget target,
            PipelineTopics topics,
            String run,
            LakeShare share,
            SinkWriterMetricGroup metrics,
            Consumer<ShareReached> reached) {
        this.tables = LakeTables.open(target, topics, run, share, reached);
        try {
            Optional<LetterBox> letters = LetterBox.open(
                    topics,
                    target.sink(),
                    share.index(),
                    new LetterBox.Store(tables::isBehind, tables::requireMine),
                    metrics);
            tables.letAside(letters);
            this.transactions = WholeTransactions.of(tables, topics, target.sink(), letters, metrics);
        } catch (RuntimeException e) {
            tables.close();
            throw e;
        }
    }

    void write(PipelineElement element) {
        try {
            if (!element.positions().isEmpty()) {
                tables.requireWhole(); // everything has come, and nothing emptied a table that was behind
            }
            transactions.take(element);
        } catch (CulvertException e) {
            throw Restarts.unlessItMayPass(e);
        }
    }

    /** At a checkpoint, before the barrier goes on: what the source has left behind must be durable here. */
    void flush(boolean endOfInput) {
        try {
            transactions.commitWhole();
            if (endOfInput) {
                tables.requireWhole();
            }
        } catch (CulvertException e) {
            throw Restarts.unlessItMayPass(e);
        }
    }

    @Override
    public void close() {
        transactions.close();
        tables.close();
    }
}
