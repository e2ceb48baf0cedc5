package dev.culvert.migration.replication;

import dev.culvert.migration.copy.CopyChoice;
import dev.culvert.migration.link.FoundLink;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.preflight.Preflight;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.start.Epochs;
import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.TableSize;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.publication.PublicationChange;
import dev.culvert.postgres.publication.PublicationSpec;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.ReplicationDefinition;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the plan of a replication. Changes nothing. */
public final class ReplicationPlanner {
    private final Sites sites;
    private final ReplicationDefinition definition;

    public ReplicationPlanner(Sites sites, ReplicationDefinition definition) {
        this.sites = sites;
        this.definition = definition;
    }

    /**
     * Runs every check, and looks at both sides.
     *
     * @throws dev.culvert.schemas.error.CulvertException if a server cannot be asked; what is wrong otherwise is in the findings
     */
    public ReplicationPlan plan() {
        List<Finding> findings = new ArrayList<>();
        try (Preflight preflight = Preflight.of(sites, definition)) {
            preflight.checks().forEach(check -> findings.addAll(check.run()));
        }
        try (Session source = sites.source().open("plan");
                Session target = sites.target().open("plan")) {
            Standing standing = Standing.read(sites, definition.name(), source, target);
            SourceTables tables = SourceTables.of(source, definition);
            TargetTables there = TargetTables.of(source, target, definition.name(), tables, standing.entries());
            findings.addAll(tables.findings());
            findings.addAll(there.findings());
            findings.addAll(ChangedDefinition.findings(source, standing, tables));
            return plan(source, target, standing, tables, there, once(findings));
        }
    }

    /** Two checks may see the same from two sides. */
    private static List<Finding> once(List<Finding> findings) {
        Set<String> seen = new HashSet<>();
        return findings.stream()
                .filter(finding -> finding.severity() != Severity.PASSED)
                .filter(finding ->
                        finding.severity() != Severity.ERROR || seen.add(finding.code() + " " + finding.object()))
                .toList();
    }

    private ReplicationPlan plan(
            Session source,
            Session target,
            Standing standing,
            SourceTables tables,
            TargetTables there,
            List<Finding> findings) {
        List<CopyChoice> open = standing.open(tables);
        Map<Long, TableSize> sizes = new Catalog(source)
                .sizes(tables.choices().stream()
                        .map(choice -> choice.table().oid())
                        .toList());
        Set<TableId> missing = there.missing().stream().map(table -> table.id()).collect(Collectors.toSet());
        List<ReplicationPlan.Table> planned = new ArrayList<>();
        for (CopyChoice choice : tables.choices()) {
            planned.add(new ReplicationPlan.Table(
                    choice.id(),
                    choice.columns(),
                    choice.filter(),
                    missing.contains(choice.id()),
                    standing.isCopied(choice.id()),
                    rows(choice),
                    Optional.ofNullable(sizes.get(choice.table().oid()))
                            .map(TableSize::totalBytes)
                            .orElse(0L)));
        }
        Optional<Long> rows = open.stream().allMatch(choice -> rows(choice).isPresent())
                ? Optional.of(open.stream()
                        .mapToLong(choice -> rows(choice).orElse(0L))
                        .sum())
                : Optional.empty();
        long bytes = planned.stream()
                .filter(table -> !table.copied())
                .mapToLong(ReplicationPlan.Table::bytes)
                .sum();
        return new ReplicationPlan(
                definition.name(),
                planned,
                steps(source, target, standing, tables, open, there),
                rows,
                bytes,
                findings);
    }

    private static Optional<Long> rows(CopyChoice choice) {
        return choice.table().estimatedRows().isPresent()
                ? Optional.of(choice.table().estimatedRows().getAsLong())
                : Optional.empty();
    }

    private List<ReplicationPlan.Step> steps(
            Session source,
            Session target,
            Standing standing,
            SourceTables tables,
            List<CopyChoice> open,
            TargetTables there) {
        List<ReplicationPlan.Step> steps = new ArrayList<>(takenOut(source, target, standing, tables));
        if (open.isEmpty()) {
            standing.links().stream()
                    .filter(found -> !found.subscription())
                    .forEach(found -> steps.add(subscribe(found.link().name())));
            return steps;
        }
        Epochs epochs = new Epochs(sites, definition.name(), source, target);
        Link link = epochs.next(standing.entries().values());
        if (!there.missing().isEmpty()) {
            steps.add(new ReplicationPlan.Step(
                    "target",
                    "what is missing is made as the source has it, without foreign keys, triggers and grants",
                    there.missing().stream()
                            .map(table -> "CREATE TABLE " + table.id() + " (...)")
                            .collect(Collectors.joining(";\n"))));
        }
        steps.add(new ReplicationPlan.Step("source", "heartbeat table", "CREATE TABLE " + link.heartbeat() + " (...)"));
        List<PublicationSpec.Table> published = new ArrayList<>();
        open.forEach(choice -> published.add(tables.published(choice.id())));
        steps.add(new ReplicationPlan.Step(
                "source",
                "publication of " + open.size() + " tables, and of the heartbeat",
                new Publications(source)
                        .diff(PublicationSpec.ofLeaves(link.name(), published)).changes().stream()
                                .map(PublicationChange::sql)
                                .collect(Collectors.joining(";\n"))));
        steps.add(new ReplicationPlan.Step(
                "source",
                "slot and snapshot; waits for every transaction that is open",
                "CREATE_REPLICATION_SLOT \"" + link.name() + "\" LOGICAL pgoutput (SNAPSHOT 'export')"));
        steps.add(new ReplicationPlan.Step("target", "the rows as the snapshot has them", "COPY ... FROM STDIN"));
        steps.add(subscribe(link.name()));
        return steps;
    }

    private static List<ReplicationPlan.Step> takenOut(
            Session source, Session target, Standing standing, SourceTables tables) {
        TakenOut out = new TakenOut(source, target, standing, tables);
        List<ReplicationPlan.Step> steps = new ArrayList<>();
        for (FoundLink found : standing.links()) {
            String names = out.tables(found).stream().map(TableId::toString).collect(Collectors.joining(", "));
            String name = found.link().name();
            if (names.isEmpty()) {
                continue;
            }
            if (out.kept(found).isEmpty()) {
                steps.add(new ReplicationPlan.Step(
                        "target", names + " is taken out, its rows stay", "DROP SUBSCRIPTION \"" + name + "\""));
                steps.add(new ReplicationPlan.Step(
                        "source",
                        "its slot and publication",
                        "SELECT pg_drop_replication_slot('" + name + "');\nDROP PUBLICATION \"" + name + "\""));
            } else {
                steps.add(new ReplicationPlan.Step(
                        "source", names + " is taken out", "ALTER PUBLICATION \"" + name + "\" DROP TABLE " + names));
                steps.add(new ReplicationPlan.Step(
                        "target",
                        "its rows stay, and get no more changes",
                        "ALTER SUBSCRIPTION \"" + name + "\" REFRESH PUBLICATION WITH (copy_data = false)"));
            }
        }
        return steps;
    }

    private static ReplicationPlan.Step subscribe(String name) {
        return new ReplicationPlan.Step(
                "target",
                "subscription from the slot's exact point on",
                "CREATE SUBSCRIPTION \"" + name + "\" CONNECTION <source> PUBLICATION \"" + name
                        + "\" WITH (copy_data = false, create_slot = false, slot_name = '" + name + "')");
    }
}
