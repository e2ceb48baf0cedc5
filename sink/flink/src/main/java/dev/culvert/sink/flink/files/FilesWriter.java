package dev.culvert.sink.flink.files;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.letter.LetterBox;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.source.Restarts;
import dev.culvert.sink.flink.store.WholeTransactions;
import java.util.Optional;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/** Commits whole transactions at each checkpoint. On the thread of its task. */
final class FilesWriter implements SinkWriter<PipelineElement> {
    private final LogTables tables;
    private final WholeTransactions transactions;

    /** @param log the id of the log that is meant */
    FilesWriter(FilesTarget target, PipelineTopics topics, String log, SinkWriterMetricGroup metrics) {
        this.tables = LogTables.open(target, Disk.LOCAL, log, topics::tables);
        try {
            Optional<LetterBox> letters = LetterBox.open(
                    topics, target.sink(), 0, new LetterBox.Store(tables::has, tables::requireMine), metrics);
            tables.letAside(letters);
            this.transactions = WholeTransactions.of(tables, topics, target.sink(), letters, metrics);
        } catch (RuntimeException e) {
            tables.close();
            throw e;
        }
    }

    @Override
    public void write(PipelineElement element, Context context) {
        try {
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
            tables.requireMine();
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
