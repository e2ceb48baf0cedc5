package dev.culvert.connector.mask;

import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.TableSchema;
import java.util.IdentityHashMap;
import java.util.Map;

/** Masks rows, of whatever tables and shapes. For one thread. */
final class RowMasker {
    private final Masks masks;
    private final Map<TableSchema, MaskedRow> rows = new IdentityHashMap<>();

    RowMasker(Masks masks) {
        this.masks = masks;
    }

    RowCursor mask(RowCursor row) {
        TableSchema table = row.table();
        if (!masks.isMasked(table.id())) {
            return row;
        }
        MaskedRow masked = rows.get(table);
        if (masked == null) {
            masked = masks.row(table);
            rows.put(table, masked);
        }
        return masked.over(row);
    }
}
