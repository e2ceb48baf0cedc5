package dev.culvert.migration.schema;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which entries belong to one table alone: its indexes, its constraints but foreign keys, its statistics, and the comments on
 * these. They are known by the source's oids, not by names.
 */
final class EntryTables {
    private static final Set<String> KINDS = Set.of("INDEX", "CONSTRAINT", "CHECK CONSTRAINT", "STATISTICS");
    private static final String COMMENT = "COMMENT";

    private record Key(long classId, long objectId) {}

    private final Map<Key, TableId> tables = new HashMap<>();

    private EntryTables() {}

    /** As the snapshot of the session's transaction sees it. */
    static EntryTables of(Session source) {
        EntryTables all = new EntryTables();
        source.list(
                        """
                SELECT o.class, o.oid, n.nspname AS schema, c.relname AS name
                FROM (SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid::pg_catalog.int8 AS class,
                        indexrelid::pg_catalog.int8 AS oid, indrelid AS relation FROM pg_catalog.pg_index
                      UNION ALL
                      SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid::pg_catalog.int8,
                        oid::pg_catalog.int8, conrelid FROM pg_catalog.pg_constraint WHERE contype IN ('p', 'u', 'x', 'c')
                      UNION ALL
                      SELECT 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass::pg_catalog.oid::pg_catalog.int8,
                        oid::pg_catalog.int8, stxrelid FROM pg_catalog.pg_statistic_ext) AS o
                JOIN pg_catalog.pg_class AS c ON c.oid = o.relation AND c.relkind = 'r'
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')""",
                        row -> Map.entry(
                                new Key(row.number("class"), row.number("oid")),
                                new TableId(row.text("schema"), row.text("name"))))
                .forEach(each -> all.tables.put(each.getKey(), each.getValue()));
        return all;
    }

    /** The table of each entry of after the rows, by the entry's number; without those that need another entry first. */
    Map<Integer, TableId> assign(List<SchemaEntry> after) {
        Set<Integer> late = new HashSet<>();
        after.forEach(entry -> late.add(entry.dumpId()));
        Map<Integer, TableId> assigned = new HashMap<>();
        for (SchemaEntry entry : after) {
            List<Integer> needed =
                    entry.dependencies().stream().filter(late::contains).toList();
            table(entry, needed, assigned)
                    .filter(table -> needed.stream().allMatch(each -> table.equals(assigned.get(each))))
                    .ifPresent(table -> assigned.put(entry.dumpId(), table));
        }
        return assigned;
    }

    private Optional<TableId> table(SchemaEntry entry, List<Integer> needed, Map<Integer, TableId> assigned) {
        if (KINDS.contains(entry.kind())) {
            return Optional.ofNullable(tables.get(new Key(entry.classId(), entry.objectId())));
        }
        return entry.kind().equals(COMMENT) && !needed.isEmpty()
                ? Optional.ofNullable(assigned.get(needed.get(0)))
                : Optional.empty();
    }
}
