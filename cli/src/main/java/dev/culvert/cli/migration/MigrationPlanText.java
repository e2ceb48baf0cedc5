package dev.culvert.cli.migration;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.FindingText;
import dev.culvert.cli.output.Findings;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.output.TextTable;
import dev.culvert.migration.plan.MigrationPlan;
import dev.culvert.migration.plan.MigrationPlanner;
import dev.culvert.migration.site.Sites;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.status.Amount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code culvert plan FILE} of a migration. */
public final class MigrationPlanText {
    private MigrationPlanText() {}

    /** Makes the plan and tells it. */
    public static Outcome outcome(Path file, MigrationDefinition definition, Terminal terminal) {
        MigrationPlan plan = new MigrationPlanner(Sites.of(definition), definition).plan();
        List<Finding> errors = plan.findings().stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .toList();
        Outcome outcome = Outcome.of(json(plan), lines(plan, new FindingText(terminal.plain())));
        return errors.isEmpty()
                ? outcome.next(new NextStep("culvert migrate start " + file, "does this, then follows"))
                : outcome.failed(CulvertException.of(errors, Changed.NOTHING));
    }

    private static List<String> lines(MigrationPlan plan, FindingText findings) {
        List<String> lines = new ArrayList<>();
        TextTable tables = new TextTable("TABLE", "ROWS ABOUT", "BYTES");
        plan.tables()
                .forEach(table -> tables.row(
                        table.table().toString(),
                        table.rows().map(Object::toString).orElse("-"),
                        Amount.bytes(table.bytes())));
        lines.addAll(tables.lines());
        lines.add("");
        for (MigrationPlan.Step step : plan.steps()) {
            lines.add("+ " + step.site() + ": " + step.what());
            step.statement().lines().forEach(line -> lines.add("    " + line));
        }
        lines.add("");
        lines.add("to copy: " + plan.tables().size() + " tables, "
                + plan.rows().map(rows -> "about " + rows + " rows, ").orElse("") + Amount.bytes(plan.bytes())
                + " on disk");
        plan.findings().stream()
                .filter(finding -> finding.severity() != Severity.ERROR) // errors are told as errors
                .forEach(finding -> lines.addAll(findings.lines(finding)));
        return lines;
    }

    private static ObjectNode json(MigrationPlan plan) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("migration", plan.migration());
        ArrayNode tables = node.putArray("tables");
        plan.tables().forEach(table -> tables.addObject()
                .put("table", table.table().toString())
                .put("rows", table.rows().orElse(null))
                .put("bytes", table.bytes()));
        ArrayNode steps = node.putArray("steps");
        plan.steps().forEach(step -> steps.addObject()
                .put("site", step.site())
                .put("what", step.what())
                .put("statement", step.statement()));
        node.put("rows", plan.rows().orElse(null));
        node.put("bytes", plan.bytes());
        node.set("findings", Findings.json(plan.findings()));
        return node;
    }
}
