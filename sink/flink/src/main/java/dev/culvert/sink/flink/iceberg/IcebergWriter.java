package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.source.Restarts;
import dev.culvert.sink.flink.store.WholeTransactions;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/**
 * Commits whole transactions at each checkpoint: table by table, then how far all of them are. Tables that were committed when something dies
 * in between pass over what comes again. On the thread of its task.
 */
final class IcebergWriter implements SinkWriter<PipelineElement> {
    private final LakeTables tables;
    private final WholeTransactions transactions;

    IcebergWriter(IcebergTarget target, PipelineTopics topics, SinkWriterMetricGroup metrics) {
        this.tables = LakeTables.open(target, topics);
        this.transactions = WholeTransactions.of(tables, topics, target.sink(), metrics);
    }

    @Override
    public void write(PipelineElement element, Context context) {
        try {
            if (!element.positions().isEmpty()) {
                tables.requireWhole(); // everything has come, and nothing emptied a table that was behind
            }
            transactions.take(element);
        } catch (CulvertException e) {
            throw Restarts.unlessItMayPass(e);
        }
    }

    /** Flink calls it at a checkpoint, before the barrier goes on: what the source has left behind must be durable here. */
    @Override
    public void flush(boolean endOfInput) {
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
