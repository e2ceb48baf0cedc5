package dev.culvert.runtime.shape;

import dev.culvert.connector.mask.Masks;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.position.ColumnContext;
import dev.culvert.sink.kafka.record.MissingValue;
import java.util.function.BiPredicate;

/**
 * Whether readers can be told what older rows have in a column that was added: by the default of a field in Avro. JSON has no schema
 * that could say it.
 *
 * @param avro whether the records are in Avro
 * @param masks of the tables: a default is in the schema as it is
 */
public record Expressible(boolean avro, Masks masks, ShapeSchemas schemas)
        implements BiPredicate<TableId, ColumnContext> {

    @Override
    public boolean test(TableId table, ColumnContext column) {
        return avro
                && !masks.isMasked(table, column.name())
                && column.missing().isPresent()
                && schemas.type(column)
                        .filter(type -> MissingValue.isExpressible(
                                type, column.missing().get()))
                        .isPresent();
    }
}
