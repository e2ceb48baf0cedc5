package dev.culvert.postgres.table;

import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.Persistence;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the rule of each table: the first that matches. A pattern with wildcards takes permanent tables and the roots of
 * partitioned ones; whatever else it matches is left out. A rule without wildcards that names anything else is an error.
 */
final class RuleMatcher {
    private final List<Rule> rules;
    private final Relations relations;
    private final Catalog catalog;
    private final Set<String> leftOut;
    private final TableFindings findings;

    /** @param leftOut schemas that are never captured */
    RuleMatcher(List<Rule> rules, Relations relations, Catalog catalog, Set<String> leftOut, TableFindings findings) {
        this.rules = rules;
        this.relations = relations;
        this.catalog = catalog;
        this.leftOut = leftOut;
        this.findings = findings;
    }

    /** Tables with their rules, by name. */
    Map<Relation, Rule> match() {
        Map<TableId, Rule> literals = new HashMap<>();
        for (Rule rule : rules) {
            rule.pattern().exact().ifPresent(id -> {
                if (literals.putIfAbsent(id, rule) != null) {
                    findings.rule(
                            ErrorCode.DEF_CONFLICT,
                            Severity.ERROR,
                            rule.pattern(),
                            "Two rules name this table.",
                            "Take one of them out.");
                }
            });
        }
        Map<TableId, Rule> ruleOf = new HashMap<>();
        for (Rule rule : rules) {
            match(rule, ruleOf);
        }
        Map<TableId, Relation> chosen = new TreeMap<>();
        ruleOf.keySet().forEach(id -> chosen.put(id, relations.find(id).orElseThrow()));
        Map<Relation, Rule> result = new LinkedHashMap<>();
        chosen.forEach((id, relation) -> {
            if (isRootOfItsOwn(relation, ruleOf)) {
                result.put(relation, ruleOf.get(id));
            }
        });
        return result;
    }

    private void match(Rule rule, Map<TableId, Rule> ruleOf) {
        if (rule.isLiteral()) {
            matchLiteral(rule, rule.pattern().exact().orElseThrow(), ruleOf);
            return;
        }
        int taken = 0;
        List<TableId> others = new ArrayList<>();
        for (Relation relation : relations.all()) {
            if (!rule.pattern().matches(relation.id())
                    || leftOut.contains(relation.id().schema())) {
                continue;
            }
            if (relation.isPartition()) {
                others.add(relation.id());
            } else if (!relation.isPublishable()) {
                findings.add(
                        ErrorCode.TABLE_KIND,
                        Severity.INFO,
                        "table " + relation.id(),
                        "It is " + describe(relation) + ", and left out; rule " + rule.pattern() + " matches it.",
                        "");
            } else {
                taken++;
                ruleOf.putIfAbsent(relation.id(), rule);
            }
        }
        if (taken == 0) {
            findings.rule(
                    ErrorCode.TABLE_NO_MATCH,
                    Severity.WARNING,
                    rule.pattern(),
                    others.isEmpty()
                            ? "It matches no table."
                            : "It matches only partitions, such as " + others.get(0)
                                    + "; a partitioned table is captured by the name of its root.",
                    "Correct it, or take it out. Case counts, and nothing is folded.");
        }
    }

    private void matchLiteral(Rule rule, TableId id, Map<TableId, Rule> ruleOf) {
        Relation relation = relations.find(id).orElse(null);
        if (relation == null || leftOut.contains(id.schema())) {
            missing(id);
        } else if (!relation.isPublishable()) {
            findings.error(ErrorCode.TABLE_KIND, id, "It is " + describe(relation) + ".", kindRemedy(relation));
        } else {
            Rule earlier = ruleOf.putIfAbsent(id, rule);
            if (earlier != null && !earlier.isLiteral()) {
                findings.rule(
                        ErrorCode.DEF_CONFLICT,
                        Severity.WARNING,
                        rule.pattern(),
                        "It is never used: rule " + earlier.pattern() + " stands before it and matches the table.",
                        "Put it before rule " + earlier.pattern() + ".");
            }
        }
    }

    private void missing(TableId id) {
        boolean exists = catalog.find(id).isPresent();
        if (exists) {
            findings.error(
                    ErrorCode.TABLE_KIND, id, "It lies in a schema that is never captured.", "Take the rule out.");
            return;
        }
        String similar = relations.all().stream()
                .map(relation -> relation.id())
                .filter(other -> other.toString().equalsIgnoreCase(id.toString())
                        || other.name().equals(id.name()))
                .findFirst()
                .map(other -> " There is " + other + ".")
                .orElse("");
        findings.error(
                ErrorCode.TABLE_MISSING,
                id,
                "It does not exist." + similar,
                "Correct the rule, or create the table. Case counts, and nothing is folded.");
    }

    /** A partition is captured through the nearest ancestor that is; on its own only if none is. */
    private boolean isRootOfItsOwn(Relation relation, Map<TableId, Rule> ruleOf) {
        for (Relation ancestor : relations.ancestors(relation)) {
            if (ruleOf.containsKey(ancestor.id())) {
                findings.add(
                        ErrorCode.DEF_CONFLICT,
                        Severity.WARNING,
                        "table " + relation.id(),
                        "It is a partition of " + ancestor.id()
                                + ", which is captured with all of its partitions; the rule for it is not used.",
                        "Take its rule out, or the rule for " + ancestor.id() + ".");
                return false;
            }
        }
        return true;
    }

    static String describe(Relation relation) {
        String article = relation.kind().label().startsWith("u") ? "an " : "a ";
        return switch (relation.persistence()) {
            case PERMANENT -> article + relation.kind().label();
            case UNLOGGED -> "an unlogged " + relation.kind().label();
            case TEMPORARY -> "a temporary " + relation.kind().label();
        };
    }

    private static String kindRemedy(Relation relation) {
        return relation.persistence() == Persistence.UNLOGGED
                ? "ALTER TABLE " + dev.culvert.postgres.sql.QualifiedName.quote(relation.id()) + " SET LOGGED;"
                : "Only permanent tables have their changes in the WAL; take the rule out.";
    }
}
