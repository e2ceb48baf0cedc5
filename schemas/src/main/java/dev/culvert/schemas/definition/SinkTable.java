package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Example;
import dev.culvert.schemas.definition.annotation.Required;
import dev.culvert.schemas.definition.annotation.SqlText;
import java.util.List;
import java.util.Optional;

/** One entry of {@code sinks[].tables}: which tables, and how they arrive; the first that matches a table is its rule. */
@Doc(
        "Tables that are wanted, and how they arrive. What is changed here counts for changes that are applied from then on: copy the"
                + " tables anew (`culvert run FILE --resnapshot TABLE`), or give the sink another name, for the rest.")
public record SinkTable(
        @Required
                @Example("public.orders")
                @Doc(
                        "`schema.name` as at the source; `*` and `?` are globs. A part in double quotes is taken literally. Of several entries that name a table the first counts.")
                String table,
        @Example("all_orders")
                @Doc(
                        "The name of its table in the store, or `schema.name`. Several tables may go into one, in a sink of type `postgres` or `iceberg`: `metadata` then has `table`, which becomes a part of the key.")
                Optional<String> into,
        @Example("[card_number]") @Doc("Columns that do not arrive; none of the key.") List<String> drop,
        @Doc("Columns that have other names in the store.") List<Rename> rename,
        @Doc("Columns whose values are not to be seen in the store, and what is seen instead.")
                List<MaskDefinition> mask,
        @SqlText
                @Example("region = 'eu' AND total > 100")
                @Doc(
                        "Which rows arrive, as SQL over the columns of the source (evaluated by H2, as PostgreSQL would). A row that does not fit any more is deleted.")
                Optional<String> where,
        @Example("[op, committedAt]")
                @Doc(
                        "Columns about the last change of a row: `op` (column `_op`: `c`, `r`, `u` or `d`), `lsn` (`_lsn`), `committedAt` (`_committed_at`), `table` (`_table`: `schema.name` at the source).")
                List<String> metadata,
        @Default("remove") @Doc("What becomes of a row that is deleted at the source.") Deletes deletes,
        @Example("[\"days(created_at)\", \"bucket(16, id)\"]")
                @Doc(
                        "What an Iceberg table that is made is partitioned by: columns, by their names in the store, or `years`, `months`, `days`, `hours` of one, `bucket(N, column)`, `truncate(N, column)`.")
                List<String> partitionBy) {

    public enum Deletes {
        @Doc("It is deleted.")
        REMOVE,
        @Doc("It stays, and the column `_deleted_at` says when it was deleted; it is null in rows that are there.")
        MARK
    }

    /** A column under another name. */
    @Doc("A column that has another name in the store.")
    public record Rename(
            @Required @Example("total") @Doc("Its name at the source.") String column,
            @Required @Example("amount") @Doc("Its name in the store.") String to) {}

    public SinkTable {
        drop = List.copyOf(drop);
        rename = List.copyOf(rename);
        mask = List.copyOf(mask);
        metadata = List.copyOf(metadata);
        partitionBy = List.copyOf(partitionBy);
    }

    /** Whether a row says which table it is of, in its key: several tables may go into one. */
    public boolean tellsTable() {
        return into.isPresent() && metadata.contains("table");
    }

    /** Whether rows arrive as they are. */
    public boolean isPlain() {
        return drop.isEmpty()
                && rename.isEmpty()
                && mask.isEmpty()
                && where.isEmpty()
                && metadata.isEmpty()
                && deletes == Deletes.REMOVE;
    }

    /** Whether it means one table by its name. */
    public boolean isExact() {
        return TablePattern.parse(table).flatMap(TablePattern::exact).isPresent();
    }
}
