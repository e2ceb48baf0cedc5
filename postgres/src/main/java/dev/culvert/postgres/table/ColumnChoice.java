package dev.culvert.postgres.table;

import dev.culvert.postgres.catalog.CatalogColumn;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.schemas.definition.TableRule;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which columns of a table are published.
 *
 * @param published in the order of their numbers
 * @param list the column list for the publication; empty unless the rule asks for one
 */
record ColumnChoice(List<CatalogColumn> published, Optional<List<String>> list) {

    static ColumnChoice of(
            Relation table, List<CatalogColumn> columns, Rule rule, ServerVersion version, TableFindings findings) {
        Set<String> wanted = wanted(table, columns, rule, findings);
        List<CatalogColumn> published = new ArrayList<>();
        for (CatalogColumn column : columns) {
            if (!wanted.contains(column.name())) {
                continue;
            }
            if (isPublished(column, version)) {
                published.add(column);
            } else {
                notPublished(table, column, rule, version, findings);
            }
        }
        Optional<List<String>> list = rule.definition().columns().isEmpty()
                ? Optional.empty()
                : Optional.of(published.stream().map(CatalogColumn::name).toList());
        if (list.isPresent() && published.isEmpty()) {
            findings.error(
                    ErrorCode.COLUMN_LIST_BREAKS_UPDATES,
                    table.id(),
                    "Its rule leaves no column.",
                    "Correct columns of rule " + rule.pattern() + ".");
        }
        return new ColumnChoice(published, list);
    }

    /** What a rule says of columns, as a text to compare. */
    static String text(Rule rule) {
        return rule.definition()
                .columns()
                .map(columns -> "include " + columns.include() + " exclude " + columns.exclude())
                .orElse("");
    }

    private static Set<String> wanted(Relation table, List<CatalogColumn> columns, Rule rule, TableFindings findings) {
        Set<String> all = new HashSet<>();
        columns.forEach(column -> all.add(column.name()));
        TableRule.Columns choice = rule.definition().columns().orElse(new TableRule.Columns(List.of(), List.of()));
        Set<String> wanted = choice.include().isEmpty() ? new HashSet<>(all) : new HashSet<>(choice.include());
        choice.exclude().forEach(wanted::remove);
        for (String name : choice.include()) {
            if (!all.contains(name)) {
                missing(table, name, rule, findings);
            }
        }
        for (String name : choice.exclude()) {
            // a rule for many tables may leave out a column that only some of them have
            if (!all.contains(name) && rule.isLiteral()) {
                missing(table, name, rule, findings);
            }
        }
        return wanted;
    }

    private static void missing(Relation table, String column, Rule rule, TableFindings findings) {
        findings.error(
                ErrorCode.COLUMN_MISSING,
                table.id(),
                "It has no column \"" + column + "\".",
                "Correct rule " + rule.pattern() + ". Case counts, and nothing is folded.");
    }

    private static boolean isPublished(CatalogColumn column, ServerVersion version) {
        return switch (column.generated()) {
            case NO -> true;
            case STORED -> version.publishesGeneratedColumns();
            case VIRTUAL -> false;
        };
    }

    private static void notPublished(
            Relation table, CatalogColumn column, Rule rule, ServerVersion version, TableFindings findings) {
        boolean asked = rule.definition()
                .columns()
                .map(choice -> choice.include().contains(column.name()))
                .orElse(false);
        String why = column.generated() == CatalogColumn.Generated.VIRTUAL
                ? "is generated when it is read, and so never in the WAL"
                : "is generated, and PostgreSQL " + version.major() + " does not publish such columns";
        findings.add(
                ErrorCode.COLUMN_NOT_PUBLISHED,
                asked ? Severity.ERROR : Severity.INFO,
                "table " + table.id(),
                "Column \"" + column.name() + "\" " + why + ".",
                asked ? "Take it out of columns.include of rule " + rule.pattern() + "." : "");
    }
}
