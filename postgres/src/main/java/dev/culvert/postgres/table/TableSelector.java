package dev.culvert.postgres.table;

import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.CatalogColumn;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.catalog.TableIdentity;
import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.definition.MaskDefinition;
import dev.culvert.schemas.definition.OutboxDefinition;
import dev.culvert.schemas.definition.TableRule;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Selects the tables of a pipeline, and finds everything that stands against capturing them, before anything is set up. Changes
 * nothing; a row filter is tried in a transaction that is rolled back.
 */
public final class TableSelector {

    /** Culvert's own schema, where a migration keeps its tables; never captured. */
    public static final String OWN_SCHEMA = "culvert";

    private final Session session;
    private final Catalog catalog;
    private final ServerVersion version;

    /** @param session an ordinary session, outside a transaction */
    public TableSelector(Session session) {
        this.session = session;
        this.catalog = new Catalog(session);
        this.version = session.version();
    }

    /**
     * @param rules in their order; the first that matches a table is its rule
     * @throws CulvertException if the server cannot be asked; what is wrong with rules or tables is in the findings
     */
    public TableSelection select(List<TableRule> rules) {
        TableFindings findings = new TableFindings();
        List<Rule> parsed = parse(rules, findings);
        Found found = session.transaction(() -> {
            // one look: what changes meanwhile is seen as it was or as it will be, and not by halves
            session.update("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            return look(parsed, findings);
        });
        Relations relations = found.relations();
        Map<Relation, Rule> matched = found.matched();
        Map<Long, TableIdentity> identities = found.identities();
        Map<Long, List<CatalogColumn>> columns = found.columns();
        List<SelectedTable> selected = new ArrayList<>();
        matched.forEach((table, rule) -> select(table, rule, relations.leaves(table), identities, columns, findings)
                .ifPresent(selected::add));
        namedSomewhere(matched, columns, findings);
        if (matched.isEmpty() && findings.errors() == 0) {
            findings.add(
                    ErrorCode.TABLE_NO_MATCH,
                    Severity.ERROR,
                    "tables",
                    "The rules select no table.",
                    "Correct them. Case counts, and nothing is folded.");
        }
        return new TableSelection(selected, findings.all());
    }

    private record Found(
            Relations relations,
            Map<Relation, Rule> matched,
            Map<Long, TableIdentity> identities,
            Map<Long, List<CatalogColumn>> columns) {}

    private Found look(List<Rule> rules, TableFindings findings) {
        Relations relations = new Relations(catalog.relations());
        Map<Relation, Rule> matched = new RuleMatcher(rules, relations, catalog, Set.of(OWN_SCHEMA), findings).match();
        Set<Long> oids = new HashSet<>();
        matched.keySet().forEach(table -> {
            oids.add(table.oid());
            relations.leaves(table).forEach(leaf -> oids.add(leaf.oid()));
        });
        return new Found(relations, matched, catalog.identities(oids), catalog.columns(oids));
    }

    private static List<Rule> parse(List<TableRule> rules, TableFindings findings) {
        List<Rule> parsed = new ArrayList<>();
        for (TableRule rule : rules) {
            try {
                parsed.add(Rule.of(rule));
            } catch (CulvertException e) {
                findings.add(e.code(), Severity.ERROR, e.object(), e.fact(), e.remedy());
            }
        }
        return parsed;
    }

    private Optional<SelectedTable> select(
            Relation table,
            Rule rule,
            List<Relation> leaves,
            Map<Long, TableIdentity> identities,
            Map<Long, List<CatalogColumn>> columns,
            TableFindings findings) {
        TableIdentity identity = identities.get(table.oid());
        if (identity == null) {
            findings.error(ErrorCode.TABLE_MISSING, table.id(), "It was dropped meanwhile.", "Try again.");
            return Optional.empty();
        }
        int before = findings.errors();
        ColumnChoice choice =
                ColumnChoice.of(table, columns.getOrDefault(table.oid(), List.of()), rule, version, findings);
        List<String> published =
                choice.published().stream().map(CatalogColumn::name).toList();
        IdentityCheck check = new IdentityCheck(table, identity, findings);
        check.usable();
        if (identity.isUsable()) {
            check.leaves(leaves, identities);
            check.columnList(choice.list(), leaves, identities);
            check.identityIsPublished(published, choice.list());
        }
        List<String> key = check.key(rule, choice.published());
        pushDown(table, rule, check, identity, findings);
        rowSecurity(table, leaves, findings);
        TableSchema schema = Catalog.schema(table, choice.published(), key);
        masks(schema, rule, findings);
        rule.definition().outbox().ifPresent(outbox -> outbox(schema, outbox, findings));
        if (findings.errors() > before) {
            return Optional.empty();
        }
        return Optional.of(new SelectedTable(
                table,
                choice.list(),
                rule.definition().where(),
                rule.definition().topic(),
                schema,
                rule.definition().mask(),
                rule.definition().outbox(),
                leaves,
                ColumnChoice.text(rule)));
    }

    private static void masks(TableSchema schema, Rule rule, TableFindings findings) {
        List<MaskDefinition> masks = rule.definition().mask();
        for (MaskDefinition mask : masks) {
            for (String column : mask.columns()) {
                if (rule.isLiteral() && schema.indexOf(column) < 0) {
                    findings.error(
                            ErrorCode.COLUMN_MISSING,
                            schema.id(),
                            "mask names \"" + column + "\", which is no published column of it.",
                            "Correct mask of rule " + rule.pattern() + ". Case counts, and nothing is folded.");
                }
            }
        }
        MaskCheck.problems(schema, masks)
                .forEach(problem -> findings.error(
                        ErrorCode.MASK_UNSUPPORTED,
                        schema.id(),
                        problem,
                        "Mask it by hash, or leave it out: columns: {exclude: [...]}."));
    }

    private static void outbox(TableSchema schema, OutboxDefinition outbox, TableFindings findings) {
        OutboxDefinition.Columns columns = outbox.columns();
        Stream.concat(
                        Stream.of(
                                columns.id(),
                                columns.aggregatetype(),
                                columns.aggregateid(),
                                columns.type(),
                                columns.payload()),
                        outbox.headers().stream())
                .distinct()
                .filter(column -> schema.indexOf(column) < 0)
                .forEach(column -> findings.error(
                        ErrorCode.COLUMN_MISSING,
                        schema.id(),
                        "It is an outbox, and has no published column \"" + column + "\".",
                        "Say how its columns are called: outbox: {columns: {payload: ...}}."));
    }

    private void pushDown(
            Relation table, Rule rule, IdentityCheck check, TableIdentity identity, TableFindings findings) {
        boolean wantsColumns = rule.definition().columns().isPresent();
        Optional<String> filter = rule.definition().where();
        if ((wantsColumns && !version.hasColumnLists()) || (filter.isPresent() && !version.hasRowFilters())) {
            findings.error(
                    ErrorCode.PUSHDOWN_UNSUPPORTED,
                    table.id(),
                    "The server is PostgreSQL " + version
                            + "; publications have column lists and row filters since 15.",
                    "Take " + (wantsColumns ? "columns" : "where") + " out of rule " + rule.pattern()
                            + ": what is left out there must not leave the database, and would.");
            return;
        }
        if (filter.isEmpty()) {
            return;
        }
        try {
            FilterProbe.Read read = new FilterProbe(session).read(table.id(), filter.get());
            if (identity.isUsable()) {
                check.filter(read.columns());
            }
            if (!read.accepted()) {
                findings.add(
                        ErrorCode.CHECK_UNKNOWN,
                        Severity.UNKNOWN,
                        "table " + table.id(),
                        "Whether a publication takes its row filter can only be tried by the table's owner, "
                                + table.owner() + ".",
                        "GRANT " + Identifier.quote(table.owner()) + " TO CURRENT_USER;");
            }
        } catch (CulvertException e) {
            if (e.code() != ErrorCode.FILTER_INVALID && e.code() != ErrorCode.PG_PRIVILEGE) {
                throw e;
            }
            findings.error(e.code(), table.id(), e.fact(), e.remedy());
        }
    }

    private void rowSecurity(Relation table, List<Relation> leaves, TableFindings findings) {
        // a partition that is read by its own name has its own policies
        Optional<Relation> hidden = table.rowSecurityActive()
                ? Optional.of(table)
                : leaves.stream().filter(Relation::rowSecurityActive).findFirst();
        if (hidden.isPresent()) {
            String role = session.one("SELECT current_user::pg_catalog.text AS v", row -> row.text("v"));
            findings.error(
                    ErrorCode.TABLE_RLS,
                    table.id(),
                    "Row level security of " + hidden.get().id() + " would hide rows from role \"" + role
                            + "\" in the snapshot, and not in the stream.",
                    "ALTER ROLE " + Identifier.quote(role) + " BYPASSRLS;");
        }
    }

    /** A misspelt column of a rule for many tables would go unnoticed, and with it what should have been left out or masked. */
    private static void namedSomewhere(
            Map<Relation, Rule> matched, Map<Long, List<CatalogColumn>> columns, TableFindings findings) {
        for (Rule rule : new LinkedHashSet<>(matched.values())) {
            if (rule.isLiteral()) {
                continue;
            }
            Set<String> known = new HashSet<>();
            matched.forEach((table, its) -> {
                if (its == rule) {
                    columns.getOrDefault(table.oid(), List.of()).forEach(column -> known.add(column.name()));
                }
            });
            rule.definition().columns().ifPresent(choice -> choice.exclude()
                    .forEach(column -> nowhere(rule, column, known, "columns.exclude", findings)));
            rule.definition().mask().forEach(mask -> mask.columns()
                    .forEach(column -> nowhere(rule, column, known, "mask", findings)));
        }
    }

    private static void nowhere(Rule rule, String column, Set<String> known, String key, TableFindings findings) {
        if (!known.contains(column)) {
            findings.rule(
                    ErrorCode.COLUMN_MISSING,
                    Severity.ERROR,
                    rule.pattern(),
                    "No table that it matches has a column \"" + column + "\".",
                    "Correct " + key + ". Case counts, and nothing is folded.");
        }
    }
}
