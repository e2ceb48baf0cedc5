package dev.culvert.cli.migration;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.output.FindingText;
import dev.culvert.cli.output.Findings;
import dev.culvert.cli.output.Outcome;
import dev.culvert.migration.gate.Gates;
import dev.culvert.migration.plan.TurnPlan;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.state.Admission;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.state.Standing;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.finding.Finding;
import java.util.ArrayList;
import java.util.List;

/** What a cutover or a rollback would do, for {@code --dry-run}. */
final class TurnScript {
    private final MigrationDefinition definition;
    private final Standing standing;
    private final MigrationState.Verb verb;

    TurnScript(MigrationDefinition definition, Standing standing, MigrationState.Verb verb) {
        this.definition = definition;
        this.standing = standing;
        this.verb = verb;
    }

    /** @param gates what they said; none if the state does not allow the turn */
    Outcome outcome(List<Finding> gates, FindingText words) {
        List<String> lines = new ArrayList<>();
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("dryRun", true);
        node.set("gates", Findings.json(gates));
        gates.forEach(finding -> lines.addAll(words.lines(finding.object(), List.of(finding))));
        ArrayNode steps = node.putArray("steps");
        for (TurnPlan.Step step : TurnPlan.steps(definition, Sites.of(definition), standing, verb)) {
            lines.add((step.paused() ? "! " : "  ") + step.name() + ": " + step.meaning());
            step.statements().forEach(statement -> lines.add("      " + statement));
            ObjectNode entry = steps.addObject()
                    .put("step", step.name())
                    .put("meaning", step.meaning())
                    .put("paused", step.paused());
            step.statements().forEach(entry.putArray("statements")::add);
        }
        lines.add("! marks what is done while nobody can write, within "
                + definition.cutover().maxWritePause().toMillis() + " ms up to decide.");
        node.putNull("certificate").putNull("certificateFile");
        Outcome outcome = Outcome.of(node, lines);
        try {
            Admission.require(definition.name(), standing, verb);
            Gates.require("migration " + definition.name(), gates);
            return outcome;
        } catch (CulvertException e) {
            return outcome.failed(e);
        }
    }
}
