package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.SinkTable;
import dev.culvert.sink.flink.transform.Metadata;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.data.Record;

/**
 * What the definition says of the rows of one table that the writer has to know: whether it shares its table here with others, whether rows that
 * are deleted stay, and what rows tell of changes.
 */
record LakeArrival(TableId source, boolean isShared, boolean marks, List<Metadata> metadata) {
    /** The column that says which table a row is of. */
    static final String OWNER = Metadata.TABLE.column().name();

    static LakeArrival of(TableId source, Optional<SinkTable> rule) {
        return new LakeArrival(
                source,
                rule.filter(SinkTable::tellsTable).isPresent(),
                rule.filter(each -> each.deletes() == SinkTable.Deletes.MARK).isPresent(),
                rule.map(Metadata::of).orElse(List.of()));
    }

    /** What its rows have in that column. */
    String owner() {
        return source.toString();
    }

    /** Whether a row is of the source's table. */
    boolean owns(Record row) {
        return !isShared || owner().equals(row.getField(OWNER));
    }
}
