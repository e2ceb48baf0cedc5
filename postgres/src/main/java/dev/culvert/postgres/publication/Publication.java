package dev.culvert.postgres.publication;

import dev.culvert.schemas.change.TableId;
import java.util.List;
import java.util.Optional;

/**
 * A publication as the server has it.
 *
 * @param name its name
 * @param oid {@code pg_publication.oid}: another one means that it was dropped and made again
 * @param owner the owning role
 * @param allTables whether it publishes every table, now and later
 * @param operations what it publishes, such as {@code insert, update, delete, truncate}
 * @param viaRoot {@code publish_via_partition_root}
 * @param generatedColumns {@code publish_generated_columns} is {@code stored}; empty before 18
 * @param schemas schemas of which it publishes every table (15 and later)
 * @param mark {@code xmin} of its row in the catalog, and the owning role: another {@code xmin} under the same owner means that its
 *     name or an option was altered, though it may have been put back
 * @param tables those that are named in it, by name
 */
public record Publication(
        String name,
        long oid,
        String owner,
        boolean allTables,
        String operations,
        boolean viaRoot,
        Optional<Boolean> generatedColumns,
        List<String> schemas,
        String mark,
        List<Table> tables) {

    /**
     * A table that is named in a publication.
     *
     * @param id its name
     * @param oid {@code pg_class.oid}
     * @param membershipOid {@code pg_publication_rel.oid}: another one means that it was taken out and put back
     * @param columns its column list, in the order of the columns' numbers, if it has one
     * @param filter its row filter as the server prints it, if it has one
     */
    public record Table(
            TableId id, long oid, long membershipOid, Optional<List<String>> columns, Optional<String> filter) {
        public Table {
            columns = columns.map(List::copyOf);
        }
    }

    public Publication {
        schemas = List.copyOf(schemas);
        tables = List.copyOf(tables);
    }

    /**
     * What decides, beside the tables, which changes are in the stream and under which table, as text. How generated columns are
     * published is not part of it: the columns of each table tell.
     */
    public String options() {
        return operations + (viaRoot ? "; partitioned tables by their root" : "; partitioned tables by their leaves");
    }

    public Optional<Table> find(TableId id) {
        return tables.stream().filter(table -> table.id().equals(id)).findFirst();
    }
}
