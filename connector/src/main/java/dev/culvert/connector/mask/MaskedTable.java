package dev.culvert.connector.mask;

import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.ColumnType;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.definition.MaskDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One shape of a table as it is seen.
 *
 * @param schema what is a hash or redacted is a text; everything else is as it was
 * @param masks of each column
 */
record MaskedTable(TableSchema schema, List<Optional<MaskDefinition>> masks) {
    private static final ColumnType TEXT = ColumnType.base(25, -1, "text");

    static MaskedTable of(TableSchema table, List<MaskDefinition> definitions) {
        List<Column> columns = new ArrayList<>();
        List<Optional<MaskDefinition>> masks = new ArrayList<>();
        for (Column column : table.columns()) {
            Optional<MaskDefinition> mask = definitions.stream()
                    .filter(each -> each.columns().contains(column.name()))
                    .findFirst();
            masks.add(mask);
            columns.add(mask.filter(MaskedTable::makesText).isPresent() ? asText(column) : column);
        }
        return new MaskedTable(
                new TableSchema(
                        table.id(), table.relationOid(), columns, table.key(), table.identity(), table.version()),
                List.copyOf(masks));
    }

    private static boolean makesText(MaskDefinition mask) {
        return mask.hash().isPresent() || mask.redact().isPresent();
    }

    private static Column asText(Column column) {
        return new Column(column.name(), TEXT, column.nullable(), column.comment());
    }
}
