package dev.culvert.connector.capture;

import dev.culvert.schemas.change.TableSchema;
import java.util.List;

/**
 * The columns of a table as the stream tells them.
 *
 * @param columns in the order of the stream
 */
public record StreamShape(List<Column> columns) {
    public StreamShape {
        columns = List.copyOf(columns);
    }

    /** Name, {@code pg_type.oid} and {@code atttypmod}. */
    public record Column(String name, int typeOid, int typmod) {}

    /** Whether a schema has these columns. */
    public boolean isOf(TableSchema table) {
        if (table.columns().size() != columns.size()) {
            return false;
        }
        for (int i = 0; i < columns.size(); i++) {
            dev.culvert.schemas.change.Column known = table.columns().get(i);
            Column seen = columns.get(i);
            if (!known.name().equals(seen.name)
                    || known.type().oid() != seen.typeOid
                    || known.type().typmod() != seen.typmod) {
                return false;
            }
        }
        return true;
    }
}
