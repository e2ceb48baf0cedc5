package dev.culvert.schemas.change;

import java.util.List;

/**
 * A TRUNCATE of one or more captured tables.
 *
 * @param tables the captured ones among the truncated tables
 * @param lsn the LSN that the server sent with it
 */
public record Truncate(List<TableSchema> tables, Lsn lsn) {
    public Truncate {
        tables = List.copyOf(tables);
    }
}
