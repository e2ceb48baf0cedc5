package dev.culvert.cli.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.output.FindingText;
import dev.culvert.cli.output.Findings;
import dev.culvert.cli.output.TextTable;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.runtime.plan.PipelinePlan;
import dev.culvert.runtime.plan.PlanStep;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.status.Amount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A plan in words and as JSON. */
final class PlanText {
    private PlanText() {}

    static List<String> lines(PipelinePlan plan, FindingText findings) {
        List<String> lines = new ArrayList<>();
        lines.add("database %s, PostgreSQL %s, system %s"
                .formatted(
                        plan.server().database(),
                        plan.server().version(),
                        plan.server().systemIdentifier()));
        lines.add("");
        TextTable tables = new TextTable("TABLE", "TOPIC", "KEY", "COLUMNS", "ROWS THAT");
        for (SelectedTable table : plan.selection().tables()) {
            tables.row(
                    table.id().toString(),
                    Optional.ofNullable(plan.topics().get(table.id())).orElse("-"),
                    table.key().isEmpty() ? "-" : String.join(", ", table.key()),
                    table.columnList().map(list -> String.join(", ", list)).orElse("all"),
                    table.filter().orElse("all"));
        }
        lines.addAll(tables.lines());
        lines.add("");
        lines.addAll(steps(plan.steps()));
        lines.add("to copy: "
                + plan.rows().map(rows -> "about " + rows + " rows, ").orElse("") + Amount.bytes(plan.bytes())
                + " on disk");
        for (Finding finding : plan.findings()) {
            if (finding.severity() != Severity.ERROR) { // errors are told as errors
                lines.addAll(findings.lines(finding));
            }
        }
        return lines;
    }

    static List<String> steps(List<PlanStep> steps) {
        List<String> lines = new ArrayList<>();
        for (PlanStep step : steps) {
            lines.add((step.additive() ? "+ " : "~ ") + step.kind() + " " + step.object() + "    (" + step.reason()
                    + ")");
            step.action().lines().forEach(line -> lines.add("    " + line));
        }
        lines.add(steps.isEmpty() ? "nothing to do" : steps.size() == 1 ? "1 step" : steps.size() + " steps");
        return lines;
    }

    static ObjectNode json(PipelinePlan plan) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.putObject("server")
                .put("database", plan.server().database())
                .put("version", plan.server().version().toString())
                .put("systemIdentifier", plan.server().systemIdentifier());
        ArrayNode tables = node.putArray("tables");
        for (SelectedTable table : plan.selection().tables()) {
            ObjectNode entry = tables.addObject().put("table", table.id().toString());
            entry.put("topic", plan.topics().get(table.id()));
            table.key().forEach(entry.putArray("key")::add);
            table.columns().forEach(entry.putArray("columns")::add);
            entry.put("where", table.filter().orElse(null));
        }
        node.set("steps", jsonSteps(plan.steps()));
        node.put("rows", plan.rows().orElse(null));
        node.put("bytes", plan.bytes());
        node.set("findings", Findings.json(plan.findings()));
        return node;
    }

    static ArrayNode jsonSteps(List<PlanStep> steps) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        steps.forEach(step -> array.addObject()
                .put("kind", step.kind())
                .put("object", step.object())
                .put("action", step.action())
                .put("additive", step.additive())
                .put("reason", step.reason()));
        return array;
    }
}
