package dev.culvert.connector.snapshot;

import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A part of a table that one COPY reads: a whole table or partition, or a range of its blocks.
 *
 * @param table the table that it is a part of
 * @param relation the table itself or one of its leaf partitions
 * @param fromBlock first block; 0 means from the start
 * @param toBlock block before which it ends; empty means to the end, wherever that is by then
 */
record CopyPart(SnapshotTable table, TableId relation, long fromBlock, OptionalLong toBlock) {

    static CopyPart whole(SnapshotTable table, TableId relation) {
        return new CopyPart(table, relation, 0, OptionalLong.empty());
    }

    /**
     * Text format, one row in a message. Only the relation itself: what inherits from it is published by its own name. The
     * columns go by name, since a partition may have them in another order.
     */
    String sql() {
        String columns = table.schema().columns().stream()
                .map(Column::name)
                .map(Identifier::quote)
                .collect(Collectors.joining(", "));
        return "COPY (SELECT " + columns + " FROM ONLY " + QualifiedName.quote(relation) + where() + ") TO STDOUT";
    }

    private String where() {
        List<String> conditions = new ArrayList<>();
        if (fromBlock > 0) {
            conditions.add("ctid OPERATOR(pg_catalog.>=) '(" + fromBlock + ",0)'::pg_catalog.tid");
        }
        toBlock.ifPresent(end -> conditions.add("ctid OPERATOR(pg_catalog.<) '(" + end + ",0)'::pg_catalog.tid"));
        // the server's own text of the publication's filter, printed under the same search_path
        table.filter().ifPresent(filter -> conditions.add("(" + filter + ")"));
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }
}
