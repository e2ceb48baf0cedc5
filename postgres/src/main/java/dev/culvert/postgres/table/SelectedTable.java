package dev.culvert.postgres.table;

import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.catalog.RelationKind;
import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.definition.MaskDefinition;
import dev.culvert.schemas.definition.OutboxDefinition;
import java.util.List;
import java.util.Optional;

/**
 * A table that is captured, and what of it.
 *
 * @param relation what the catalog says of it
 * @param columnList the column list for the publication, in the order of the columns' numbers; empty means none, so that later
 *     columns are published too
 * @param filter the row filter as the definition has it, without parentheses around it
 * @param topic the topic that its rule names
 * @param schema its published columns, and its key: the identity's columns, or what the rule's {@code key} says
 * @param masks what its rule says of columns that are not to be seen; some may name columns that it does not have
 * @param outbox how its rows are events, if they are
 * @param leaves its partitions that hold rows, by name; empty unless it is partitioned
 * @param choice what its rule says of columns, as a text to compare; empty if nothing
 */
public record SelectedTable(
        Relation relation,
        Optional<List<String>> columnList,
        Optional<String> filter,
        Optional<String> topic,
        TableSchema schema,
        List<MaskDefinition> masks,
        Optional<OutboxDefinition> outbox,
        List<Relation> leaves,
        String choice) {

    public SelectedTable {
        columnList = columnList.map(List::copyOf);
        masks = List.copyOf(masks);
        leaves = List.copyOf(leaves);
    }

    /** The same table in another shape. */
    public SelectedTable withSchema(TableSchema other) {
        return new SelectedTable(relation, columnList, filter, topic, other, masks, outbox, leaves, choice);
    }

    public TableId id() {
        return relation.id();
    }

    public long oid() {
        return relation.oid();
    }

    /** Whether its rows are events, which no snapshot copies. */
    public boolean isOutbox() {
        return outbox.isPresent();
    }

    public boolean isPartitioned() {
        return relation.kind() == RelationKind.PARTITIONED;
    }

    /** Names of the published columns, in the order of the columns' numbers. */
    public List<String> columns() {
        return schema.columns().stream().map(Column::name).toList();
    }

    /** Names of the key's columns, in its order. */
    public List<String> key() {
        return schema.key().stream().map(i -> schema.columns().get(i).name()).toList();
    }

    /** What holds its rows: its leaves if it is partitioned, else itself. */
    public List<Relation> storage() {
        return isPartitioned() ? leaves : List.of(relation);
    }
}
