package dev.culvert.sink.flink.store;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.letter.LetterBox;
import dev.culvert.sink.flink.letter.Refusal;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.RecordId;
import dev.culvert.sink.flink.record.RecordReader;
import dev.culvert.sink.flink.record.UnreadableException;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.transform.Transforms;
import java.util.Optional;

/** Changes as they arrive, where those that cannot arrive go aside: records that cannot be read, rows that a filter fails on. For one thread. */
final class Aside {
    private final LetterBox letters;
    private final RecordReader reader;
    private final Transforms transforms;

    Aside(LetterBox letters, RecordReader reader, Transforms transforms) {
        this.letters = letters;
        this.reader = reader;
        this.transforms = transforms;
    }

    /** Empty if nothing arrives of it. */
    Optional<Change> arriving(PipelineElement.Source source, PipelineElement element) {
        RecordId record = new RecordId(source.place().topic(), source.place().partition(), source.offset());
        if (element.unreadable().isPresent()) {
            aside(source, record, element.unreadable().get());
            return Optional.empty();
        }
        try {
            return filtered(source, element.change(reader), record);
        } catch (UnreadableException e) {
            if (e.isOfRegistry()) {
                throw e;
            }
            aside(source, record, "The record cannot be read: " + e.getMessage() + ".");
            return Optional.empty();
        }
    }

    /** Of a table that does not arrive as it is, nobody can say what of the bytes may be seen: its topic has them. */
    private void aside(PipelineElement.Source source, RecordId record, String reason) {
        boolean hides = transforms.hides(source.table());
        letters.record(
                source.table(),
                record,
                hides ? null : source.key(),
                hides ? null : source.value(),
                new Refusal(ErrorCode.SINK_RECORD, reason));
    }

    private Optional<Change> filtered(PipelineElement.Source source, Change change, RecordId record) {
        transforms.prepare(source.table(), change); // what is wrong with all rows stops
        try {
            return transforms.apply(source.table(), change).map(arriving -> arriving.orAside(record));
        } catch (CulvertException e) {
            if (e.code() != ErrorCode.SINK_FILTER) {
                throw e;
            }
            letters.row(
                    source.table(),
                    transforms.target(source.table()),
                    transforms.unfiltered(source.table(), change).orAside(record),
                    Refusal.of(e));
            return transforms.withdrawn(source.table(), change).map(gone -> gone.orAside(record));
        }
    }
}
