package dev.culvert.postgres.publication;

import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.schemas.change.TableId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A publication as it is wanted: every kind of change.
 *
 * @param name its name
 * @param tables by name
 * @param generatedColumns whether stored generated columns are published (18 and later)
 * @param viaRoot whether changes of a partition come under the name of the partitioned table that is published
 */
public record PublicationSpec(String name, List<Table> tables, boolean generatedColumns, boolean viaRoot) {

    /** {@code publish}, as the server prints it. */
    static final String OPERATIONS = "insert, update, delete, truncate";

    /**
     * @param id the table
     * @param columns its column list, if it has one
     * @param filter its row filter, without parentheses around it
     */
    public record Table(TableId id, Optional<List<String>> columns, Optional<String> filter) {
        public Table {
            columns = columns.map(List::copyOf);
        }
    }

    public PublicationSpec {
        tables = tables.stream().sorted(Comparator.comparing(Table::id)).toList();
    }

    /** For a pipeline: partitioned tables by their root. */
    public PublicationSpec(String name, List<Table> tables, boolean generatedColumns) {
        this(name, tables, generatedColumns, true);
    }

    /**
     * For a subscription of PostgreSQL: partitions by their own names, and generated columns left to the subscriber, which
     * computes them itself.
     */
    public static PublicationSpec ofLeaves(String name, List<Table> tables) {
        return new PublicationSpec(name, tables, false, false);
    }

    public static PublicationSpec of(String name, List<SelectedTable> tables, ServerVersion version) {
        return new PublicationSpec(
                name,
                tables.stream()
                        .map(table -> new Table(table.id(), table.columnList(), table.filter()))
                        .toList(),
                version.publishesGeneratedColumns());
    }
}
