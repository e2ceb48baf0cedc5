package dev.culvert.migration.copy;

import dev.culvert.schemas.change.TableId;
import java.util.List;
import java.util.Optional;

/**
 * A table that holds rows itself, as it is copied. Partitioned tables are their leaves.
 *
 * @param id its name, the same on both sides
 * @param columns those that are copied, in their order; generated ones are computed by the target
 * @param binary whether every column's type has the same binary form on both sides
 * @param published whether its changes are streamed; those of an unlogged table are not
 * @param estimatedRows 0 if unknown
 * @param bytes on the source's disk, without indexes
 * @param parts conditions on its rows, one for each part, disjoint and together every row; one empty condition means unsplit
 * @param filter SQL without parentheses around it; rows for which it is not true are not copied
 * @param shared whether others may write to the target's table, so that it is never emptied: it must be empty
 */
public record CopyTable(
        TableId id,
        List<CopyColumn> columns,
        boolean binary,
        boolean published,
        long estimatedRows,
        long bytes,
        List<String> parts,
        Optional<String> filter,
        boolean shared) {

    public CopyTable {
        columns = List.copyOf(columns);
        parts = List.copyOf(parts);
    }

    /** Every row, of a table on the target that is the copy's alone. */
    public CopyTable(
            TableId id,
            List<CopyColumn> columns,
            boolean binary,
            boolean published,
            long estimatedRows,
            long bytes,
            List<String> parts) {
        this(id, columns, binary, published, estimatedRows, bytes, parts, Optional.empty(), false);
    }

    public boolean isSplit() {
        return parts.size() > 1;
    }
}
