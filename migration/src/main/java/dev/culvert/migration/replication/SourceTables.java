package dev.culvert.migration.replication;

import dev.culvert.migration.copy.CopyChoice;
import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.CatalogColumn;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.publication.PublicationSpec;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.postgres.table.TableSelection;
import dev.culvert.postgres.table.TableSelector;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.ReplicationDefinition;
import dev.culvert.schemas.definition.TableRule;
import dev.culvert.schemas.finding.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a definition's entries come to on the source.
 *
 * @param choices what holds rows itself, by name: of a partitioned table the leaves, each with its root's columns and filter
 * @param parents of each partition among them, its partitioned tables, the nearest first
 * @param findings what stands against publishing, or is to be known
 */
record SourceTables(List<CopyChoice> choices, Map<TableId, List<TableId>> parents, List<Finding> findings) {

    SourceTables {
        choices = List.copyOf(choices);
        parents = Map.copyOf(parents);
        findings = List.copyOf(findings);
    }

    static SourceTables of(Session source, ReplicationDefinition definition) {
        TableSelection selection = new TableSelector(source)
                .select(definition.tables().stream().map(SourceTables::rule).toList());
        Catalog catalog = new Catalog(source);
        Map<Long, Relation> byOid =
                catalog.relations().stream().collect(Collectors.toMap(Relation::oid, Function.identity()));
        Map<Long, List<CatalogColumn>> columns = catalog.columns(
                selection.tables().stream().map(SelectedTable::oid).toList());
        List<CopyChoice> choices = new ArrayList<>();
        Map<TableId, List<TableId>> parents = new HashMap<>();
        for (SelectedTable table : selection.tables()) {
            Optional<List<String>> list = table.columnList().map(names -> stored(names, columns.get(table.oid())));
            for (Relation each : table.storage()) {
                choices.add(new CopyChoice(each, list, table.filter()));
                parents.put(each.id(), parents(each, byOid));
            }
        }
        choices.sort(Comparator.comparing(CopyChoice::id));
        return new SourceTables(choices, parents, selection.findings());
    }

    private static TableRule rule(ReplicationDefinition.Table table) {
        return new TableRule(table.table(), table.columns(), table.where(), List.of(), Optional.empty());
    }

    /** A generated column is computed by each side for itself; a server of 18 would publish one that is listed. */
    private static List<String> stored(List<String> names, List<CatalogColumn> columns) {
        Set<String> generated = columns.stream()
                .filter(column -> column.generated() != CatalogColumn.Generated.NO)
                .map(CatalogColumn::name)
                .collect(Collectors.toSet());
        return names.stream().filter(name -> !generated.contains(name)).toList();
    }

    private static List<TableId> parents(Relation table, Map<Long, Relation> byOid) {
        List<TableId> parents = new ArrayList<>();
        Relation each = table;
        while (each.partitionOf().isPresent()
                && byOid.containsKey(each.partitionOf().getAsLong())) {
            each = byOid.get(each.partitionOf().getAsLong());
            parents.add(each.id());
        }
        return parents;
    }

    Optional<CopyChoice> find(TableId table) {
        return choices.stream().filter(choice -> choice.id().equals(table)).findFirst();
    }

    /** How a table is published; whole if it is not among these. */
    PublicationSpec.Table published(TableId table) {
        return find(table)
                .map(choice -> new PublicationSpec.Table(table, choice.columns(), choice.filter()))
                .orElse(new PublicationSpec.Table(table, Optional.empty(), Optional.empty()));
    }
}
