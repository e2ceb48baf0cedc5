package dev.culvert.migration.replication;

import dev.culvert.migration.copy.CopyChoice;
import dev.culvert.migration.copy.CopyRecord;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.schema.TableSchemas;
import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.CatalogColumn;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.catalog.RelationKind;
import dev.culvert.postgres.catalog.TableIdentity;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the target has of the chosen tables.
 *
 * @param missing what has to be made, partitioned tables before their partitions
 * @param findings what stands against copying into those that are there
 */
record TargetTables(List<TableSchemas.Wanted> missing, List<Finding> findings) {

    TargetTables {
        missing = List.copyOf(missing);
        findings = List.copyOf(findings);
    }

    /**
     * @param name of the replication
     * @param entries what the target remembers of its copy
     */
    static TargetTables of(
            Session source, Session target, String name, SourceTables tables, Map<TableId, CopyRecord.Entry> entries) {
        Set<TableId> all = new LinkedHashSet<>();
        for (CopyChoice choice : tables.choices()) {
            List<TableId> parents = tables.parents().getOrDefault(choice.id(), List.of());
            for (int i = parents.size() - 1; i >= 0; i--) {
                all.add(parents.get(i));
            }
            all.add(choice.id());
        }
        Map<TableId, TargetTable> there = TargetTable.read(target, all);
        List<TableSchemas.Wanted> missing = all.stream()
                .filter(table -> !there.containsKey(table))
                .map(table -> new TableSchemas.Wanted(table, columns(tables, table)))
                .toList();
        return new TargetTables(missing, findings(source, target, name, tables, entries, there));
    }

    /** A partitioned table has the columns of its leaves. */
    private static Optional<List<String>> columns(SourceTables tables, TableId table) {
        return tables.choices().stream()
                .filter(choice -> choice.id().equals(table)
                        || tables.parents().getOrDefault(choice.id(), List.of()).contains(table))
                .findFirst()
                .flatMap(CopyChoice::columns);
    }

    private static List<Finding> findings(
            Session source,
            Session target,
            String name,
            SourceTables tables,
            Map<TableId, CopyRecord.Entry> entries,
            Map<TableId, TargetTable> there) {
        Catalog catalog = new Catalog(source);
        List<Long> oids = tables.choices().stream()
                .map(CopyChoice::table)
                .map(Relation::oid)
                .toList();
        Map<Long, List<CatalogColumn>> columns = catalog.columns(oids);
        Map<Long, TableIdentity> identities = catalog.identities(oids);
        Map<TableId, String> taken = Others.read(target, name);
        List<Finding> findings = new ArrayList<>();
        for (CopyChoice choice : tables.choices()) {
            Optional<TargetTable> present = Optional.ofNullable(there.get(choice.id()));
            if (present.isEmpty()) {
                continue;
            }
            Optional<String> other = Optional.ofNullable(taken.get(choice.id()));
            other.ifPresent(who -> findings.add(taken(choice.id(), who)));
            long oid = choice.table().oid();
            if (!columns.containsKey(oid) || !identities.containsKey(oid)) {
                continue; // dropped meanwhile: the copy says so
            }
            findings.addAll(TargetCheck.of(choice, columns.get(oid), identities.get(oid), present.get()));
            boolean ours =
                    entries.containsKey(choice.id()) && entries.get(choice.id()).partsDone() > 0;
            boolean table = present.get().relation().kind() == RelationKind.TABLE;
            if (table && !ours && other.isEmpty() && isFilled(target, choice.id())) {
                findings.add(notEmpty(choice.id()));
            }
        }
        return findings;
    }

    private static boolean isFilled(Session target, TableId table) {
        return target.one(
                "SELECT EXISTS (SELECT 1 FROM ONLY " + QualifiedName.quote(table) + ") AS filled",
                row -> row.bool("filled"));
    }

    private static Finding taken(TableId table, String who) {
        return new Finding(
                ErrorCode.TARGET_TABLE_TAKEN,
                Severity.ERROR,
                "table " + table + " on the target",
                who + " brings rows into it.",
                "Leave it out of one of the two; to gather rows of several sources, give each a table of its own.");
    }

    private static Finding notEmpty(TableId table) {
        return new Finding(
                ErrorCode.TARGET_TABLE_NOT_EMPTY,
                Severity.ERROR,
                "table " + table + " on the target",
                "It has rows that this replication did not bring.",
                "If nobody needs them: TRUNCATE " + QualifiedName.quote(table) + ";");
    }

    /** Whose rows else go into which tables. */
    private static final class Others {
        private Others() {}

        static Map<TableId, String> read(Session target, String name) {
            Map<TableId, String> others = new HashMap<>();
            boolean copies = target.one(
                    "SELECT pg_catalog.to_regclass('culvert.copy_table') IS NOT NULL AS there",
                    row -> row.bool("there"));
            if (copies) {
                target.list(
                                "SELECT schema_name, table_name, migration FROM culvert.copy_table WHERE migration <> ?",
                                row -> Map.entry(
                                        new TableId(row.text("schema_name"), row.text("table_name")),
                                        "Replication or migration " + row.text("migration")),
                                name)
                        .forEach(entry -> others.put(entry.getKey(), entry.getValue()));
            }
            String mine = Link.prefix(name) + "_e";
            target
                    .list(
                            """
                            SELECT n.nspname, c.relname, s.subname FROM pg_catalog.pg_subscription_rel AS r
                            JOIN pg_catalog.pg_subscription AS s ON s.oid = r.srsubid
                            JOIN pg_catalog.pg_class AS c ON c.oid = r.srrelid
                            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace""",
                            row -> Map.entry(
                                    new TableId(row.text("nspname"), row.text("relname")), row.text("subname")))
                    .stream()
                    .filter(entry -> !isEpoch(entry.getValue(), mine))
                    .forEach(entry -> others.putIfAbsent(entry.getKey(), "Subscription " + entry.getValue()));
            return others;
        }

        private static boolean isEpoch(String subscription, String prefix) {
            return subscription.startsWith(prefix)
                    && subscription.substring(prefix.length()).matches("[0-9]+");
        }
    }
}
