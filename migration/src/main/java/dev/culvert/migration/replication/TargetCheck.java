package dev.culvert.migration.replication;

import dev.culvert.migration.copy.CopyChoice;
import dev.culvert.postgres.catalog.CatalogColumn;
import dev.culvert.postgres.catalog.RelationKind;
import dev.culvert.postgres.catalog.TableIdentity;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.ReplicaIdentity;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Whether a table that is on the target already takes what the source publishes of it, row by row and change by change. */
final class TargetCheck {
    private final CopyChoice choice;
    private final List<CatalogColumn> sourceColumns;
    private final TableIdentity sourceIdentity;
    private final TargetTable table;
    private final List<Finding> findings = new ArrayList<>();

    private TargetCheck(
            CopyChoice choice, List<CatalogColumn> sourceColumns, TableIdentity sourceIdentity, TargetTable table) {
        this.choice = choice;
        this.sourceColumns = sourceColumns;
        this.sourceIdentity = sourceIdentity;
        this.table = table;
    }

    /**
     * What is wrong.
     *
     * @param sourceColumns all of the source's table
     * @param sourceIdentity which old values its changes bring
     */
    static List<Finding> of(
            CopyChoice choice, List<CatalogColumn> sourceColumns, TableIdentity sourceIdentity, TargetTable table) {
        TargetCheck check = new TargetCheck(choice, sourceColumns, sourceIdentity, table);
        check.run();
        return check.findings;
    }

    private void run() {
        if (table.relation().kind() != RelationKind.TABLE) {
            differs(
                    "It is a " + table.relation().kind().label() + ".",
                    "Give the table another name, or drop what is there.");
            return;
        }
        List<CatalogColumn> published = sourceColumns.stream()
                .filter(column -> column.generated() == CatalogColumn.Generated.NO)
                .filter(column -> choice.columns()
                        .map(list -> list.contains(column.name()))
                        .orElse(true))
                .toList();
        published.forEach(this::takes);
        TreeSet<String> left = new TreeSet<>(table.columns().keySet());
        published.forEach(column -> left.remove(column.name()));
        left.forEach(this::mayStayEmpty);
        table.identity().ifPresent(this::findsRows);
    }

    private void takes(CatalogColumn column) {
        Optional<CatalogColumn> there = Optional.ofNullable(table.columns().get(column.name()));
        if (there.isEmpty()) {
            differs(
                    "It has no column \"" + column.name() + "\", which the source publishes.",
                    "ALTER TABLE " + sql() + " ADD COLUMN " + Identifier.quote(column.name())
                            + " ...; or leave the column out with columns (PostgreSQL 15 and later).");
        } else if (there.get().generated() != CatalogColumn.Generated.NO) {
            differs(
                    "Its column \"" + column.name() + "\" is generated, and the source publishes values for it.",
                    "ALTER TABLE " + sql() + " ALTER COLUMN " + Identifier.quote(column.name()) + " DROP EXPRESSION;");
        }
    }

    private void mayStayEmpty(String name) {
        if (!table.columns().get(name).nullable() && !table.filled().contains(name)) {
            differs(
                    "Its column \"" + name + "\" must have a value, and the source publishes none.",
                    "ALTER TABLE " + sql() + " ALTER COLUMN " + Identifier.quote(name)
                            + " DROP NOT NULL; or give it a default.");
        }
    }

    /** By its own identity, else by its primary key: each column of it must be among the old values that come. */
    private void findsRows(TableIdentity identity) {
        List<String> key = identity.columns().isEmpty() ? identity.primaryKey() : identity.columns();
        List<String> unknown =
                key.stream().filter(column -> !sourceIdentity.covers(column)).toList();
        if (!unknown.isEmpty()) {
            differs(
                    "Its key (" + String.join(", ", key)
                            + ") has columns of which the source's changes do not bring the old" + " value: "
                            + String.join(", ", unknown) + ".",
                    "Give it the source's key, or on the source: ALTER TABLE " + sql() + " REPLICA IDENTITY FULL;");
        } else if (key.isEmpty()
                && identity.setting() != ReplicaIdentity.FULL
                && sourceIdentity.setting() != ReplicaIdentity.FULL) {
            differs(
                    "It has no key by which an update would find its row.",
                    "ALTER TABLE " + sql() + " ADD PRIMARY KEY (...); as on the source.");
        }
    }

    private String sql() {
        return QualifiedName.quote(choice.id());
    }

    private void differs(String fact, String remedy) {
        findings.add(new Finding(
                ErrorCode.TARGET_TABLE_DIFFERS,
                Severity.ERROR,
                "table " + choice.id() + " on the target",
                fact,
                remedy));
    }
}
