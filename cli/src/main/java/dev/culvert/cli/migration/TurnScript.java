package dev.culvert.cli.migration;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.output.Outcome;
import dev.culvert.migration.plan.TurnPlan;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.state.Standing;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** What a cutover or a rollback would do, for {@code --dry-run}. */
final class TurnScript {
    private TurnScript() {}

    static Outcome outcome(MigrationDefinition definition, Standing standing, MigrationState.Verb verb) {
        List<String> lines = new ArrayList<>();
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("dryRun", true);
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
        return standing.state().allows(verb)
                ? outcome
                : outcome.failed(new CulvertException(
                        ErrorCode.MIGRATION_STATE,
                        "migration " + definition.name(),
                        "It is " + standing.state() + ", which does not allow this yet. " + standing.why(),
                        Changed.NOTHING,
                        "culvert migrate status FILE names what may be done."));
    }
}
