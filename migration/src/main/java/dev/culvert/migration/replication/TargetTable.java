package dev.culvert.migration.replication;

import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.CatalogColumn;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.catalog.TableIdentity;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A table of the target that is there already.
 *
 * @param columns by name
 * @param filled names of columns that get a value by themselves: by a default, an identity, or computed
 * @param identity by which changes find their rows
 */
record TargetTable(
        Relation relation, Map<String, CatalogColumn> columns, Set<String> filled, Optional<TableIdentity> identity) {

    TargetTable {
        columns = Map.copyOf(columns);
        filled = Set.copyOf(filled);
    }

    /** Those of the names that are there, whatever they are. */
    static Map<TableId, TargetTable> read(Session target, Collection<TableId> names) {
        Set<TableId> wanted = new HashSet<>(names);
        Catalog catalog = new Catalog(target);
        List<Relation> relations = catalog.relations().stream()
                .filter(relation -> wanted.contains(relation.id()))
                .toList();
        List<Long> oids = relations.stream().map(Relation::oid).toList();
        Map<Long, List<CatalogColumn>> columns = catalog.columns(oids);
        Map<Long, TableIdentity> identities = catalog.identities(oids);
        Map<TableId, TargetTable> tables = new HashMap<>();
        for (Relation relation : relations) {
            Map<String, CatalogColumn> byName = new HashMap<>();
            columns.getOrDefault(relation.oid(), List.of()).forEach(column -> byName.put(column.name(), column));
            tables.put(
                    relation.id(),
                    new TargetTable(
                            relation,
                            byName,
                            filled(target, relation.oid()),
                            Optional.ofNullable(identities.get(relation.oid()))));
        }
        return tables;
    }

    private static Set<String> filled(Session target, long oid) {
        return new HashSet<>(target.list(
                """
                SELECT a.attname FROM pg_catalog.pg_attribute AS a
                WHERE a.attrelid = ?::pg_catalog.oid AND a.attnum > 0 AND NOT a.attisdropped
                  AND (a.atthasdef OR a.attidentity <> '')""",
                row -> row.text("attname"),
                oid));
    }
}
