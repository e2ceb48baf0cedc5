package dev.culvert.migration.plan;

import dev.culvert.migration.closing.Closing;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.preflight.Preflight;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.catalog.TableSize;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes the plan of a migration's start, by asking both servers. */
public final class MigrationPlanner {
    private static final String SOURCE = "source";
    private static final String TARGET = "target";

    private final Sites sites;
    private final MigrationDefinition definition;

    public MigrationPlanner(Sites sites, MigrationDefinition definition) {
        this.sites = sites;
        this.definition = definition;
    }

    /** @throws dev.culvert.schemas.error.CulvertException if the source cannot be asked for its tables */
    public MigrationPlan plan() {
        try (Preflight preflight = Preflight.of(sites, definition);
                Session source = sites.source().open("plan")) {
            List<Finding> findings = preflight.checks().stream()
                    .flatMap(check -> check.run().stream())
                    .filter(finding -> finding.severity() != Severity.PASSED)
                    .toList();
            List<MigrationPlan.Table> tables = tables(source, preflight.streaming());
            return new MigrationPlan(definition.name(), tables, steps(tables), findings);
        }
    }

    private static List<MigrationPlan.Table> tables(Session source, List<Relation> relations) {
        Map<Long, TableSize> sizes =
                new Catalog(source).sizes(relations.stream().map(Relation::oid).toList());
        return relations.stream()
                .map(relation -> new MigrationPlan.Table(
                        relation.id(),
                        relation.estimatedRows().isPresent()
                                ? Optional.of(relation.estimatedRows().getAsLong())
                                : Optional.empty(),
                        Optional.ofNullable(sizes.get(relation.oid()))
                                .map(TableSize::totalBytes)
                                .orElse(0L)))
                .toList();
    }

    private List<MigrationPlan.Step> steps(List<MigrationPlan.Table> tables) {
        String name = Link.forwardName(definition.name(), 1);
        String quoted = Identifier.quote(name);
        List<MigrationPlan.Step> steps = new ArrayList<>();
        steps.add(new MigrationPlan.Step(
                SOURCE,
                "a schema for Culvert's own tables, with a heartbeat",
                "CREATE SCHEMA IF NOT EXISTS culvert;\nCREATE TABLE culvert." + quoted + " (...);"));
        steps.add(new MigrationPlan.Step(
                SOURCE,
                "the publication",
                "CREATE PUBLICATION " + quoted + " FOR TABLE culvert." + quoted
                        + tables.stream()
                                .map(MigrationPlan.Table::table)
                                .map(QualifiedName::quote)
                                .map(table -> ",\n  " + table)
                                .collect(Collectors.joining())
                        + ";"));
        steps.add(new MigrationPlan.Step(
                SOURCE,
                "the slot, whose snapshot the copy uses; it waits for every open transaction",
                "CREATE_REPLICATION_SLOT " + quoted + " LOGICAL pgoutput (SNAPSHOT 'export')"));
        steps.add(new MigrationPlan.Step(
                TARGET, "roles and schema, as the snapshot sees them", "pg_dump --section=pre-data | pg_restore"));
        steps.add(
                new MigrationPlan.Step(
                        TARGET,
                        "closes every table for everybody but Culvert",
                        "CREATE TRIGGER " + Closing.TRIGGER
                                + " BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON each table FOR EACH STATEMENT ...; ENABLE ALWAYS"));
        steps.add(new MigrationPlan.Step(
                TARGET,
                "the rows of " + tables.size() + " tables, by "
                        + definition.copy().parallelism() + " sessions",
                "COPY each table"));
        steps.add(new MigrationPlan.Step(
                TARGET, "indexes and constraints as each table ends", "pg_dump --section=post-data; ANALYZE"));
        steps.add(new MigrationPlan.Step(
                TARGET,
                "the subscription, from the slot's point on",
                "CREATE SUBSCRIPTION " + quoted + " CONNECTION '...' PUBLICATION " + quoted
                        + "\n  WITH (copy_data = false, create_slot = false, enabled = false, slot_name = "
                        + Literal.quote(name) + ", synchronous_commit = 'on', ...);\nALTER SUBSCRIPTION " + quoted
                        + " ENABLE;"));
        return steps;
    }
}
