package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.letter.LetterBox;
import dev.culvert.sink.flink.letter.Refusal;
import dev.culvert.sink.flink.record.Change;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;

/** What becomes of a row that its table does not take: it goes aside where the definition says so, else the sink stops. For one thread. */
final class LakeRefusals {
    private Optional<LetterBox> letters = Optional.empty();

    /** They go there from now on, if anywhere. */
    void letAside(Optional<LetterBox> to) {
        letters = to;
    }

    boolean isAside() {
        return letters.isPresent();
    }

    /** @throws CulvertException the error, if it stops */
    void row(TableId source, TableIdentifier table, Change change, CulvertException error) {
        box(error).row(source, id(table), change, Refusal.of(error));
    }

    /** A change of key as a whole. Throws as {@link #row}. */
    void move(TableId source, TableIdentifier table, Change from, Change to, CulvertException error) {
        box(error).move(source, id(table), from, to, Refusal.of(error));
    }

    private LetterBox box(CulvertException error) {
        return letters.orElseThrow(() -> error);
    }

    private static TableId id(TableIdentifier table) {
        return new TableId(table.namespace().toString(), table.name());
    }
}
