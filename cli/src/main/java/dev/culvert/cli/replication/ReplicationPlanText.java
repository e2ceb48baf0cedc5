package dev.culvert.cli.replication;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.FindingText;
import dev.culvert.cli.output.Findings;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.output.TextTable;
import dev.culvert.migration.replication.ReplicationPlan;
import dev.culvert.migration.replication.ReplicationPlanner;
import dev.culvert.migration.site.Sites;
import dev.culvert.schemas.definition.ReplicationDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.status.Amount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code culvert plan FILE} of a replication. */
public final class ReplicationPlanText {
    private ReplicationPlanText() {}

    /** Makes the plan and tells it. */
    public static Outcome outcome(Path file, ReplicationDefinition definition, Terminal terminal) {
        ReplicationPlan plan = new ReplicationPlanner(Sites.of(definition), definition).plan();
        Outcome outcome = Outcome.of(json(plan), lines(plan, new FindingText(terminal.plain())));
        return plan.errors().isEmpty()
                ? outcome.next(new NextStep("culvert apply " + file, "does this, then the target follows"))
                : outcome.failed(CulvertException.of(plan.errors(), Changed.NOTHING));
    }

    static List<String> lines(ReplicationPlan plan, FindingText findings) {
        List<String> lines = new ArrayList<>();
        TextTable tables = new TextTable("TABLE", "COLUMNS", "ROWS THAT", "ON THE TARGET", "ROWS ABOUT", "BYTES");
        for (ReplicationPlan.Table table : plan.tables()) {
            tables.row(
                    table.table().toString(),
                    table.columns().map(list -> String.join(", ", list)).orElse("all"),
                    table.where().orElse("all"),
                    table.copied() ? "copied" : table.make() ? "is made" : "is there",
                    table.rows().map(Object::toString).orElse("-"),
                    Amount.bytes(table.bytes()));
        }
        lines.addAll(tables.lines());
        lines.add("");
        for (ReplicationPlan.Step step : plan.steps()) {
            lines.add("+ " + step.site() + ": " + step.what());
            step.statement().lines().forEach(line -> lines.add("    " + line));
        }
        lines.add(
                plan.steps().isEmpty()
                        ? "nothing to do"
                        : "to copy: "
                                + plan.rows()
                                        .map(rows -> "about " + rows + " rows, ")
                                        .orElse("") + Amount.bytes(plan.bytes()) + " on disk, before any filter");
        plan.findings().stream()
                .filter(finding -> finding.severity() != Severity.ERROR) // errors are told as errors
                .forEach((Finding finding) -> lines.addAll(findings.lines(finding)));
        return lines;
    }

    static ObjectNode json(ReplicationPlan plan) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("replication", plan.replication());
        ArrayNode tables = node.putArray("tables");
        for (ReplicationPlan.Table table : plan.tables()) {
            ObjectNode entry = tables.addObject().put("table", table.table().toString());
            if (table.columns().isPresent()) {
                table.columns().get().forEach(entry.putArray("columns")::add);
            } else {
                entry.putNull("columns");
            }
            entry.put("where", table.where().orElse(null))
                    .put("make", table.make())
                    .put("copied", table.copied())
                    .put("rows", table.rows().orElse(null))
                    .put("bytes", table.bytes());
        }
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
