package dev.culvert.migration.plan;

import dev.culvert.migration.closing.Closing;
import dev.culvert.migration.cutover.CutoverStep;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.state.Standing;
import dev.culvert.migration.turn.Turn;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.schemas.definition.CutoverDefinition;
import dev.culvert.schemas.definition.MigrationDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The steps of a turn with what is run in each, for people; nothing is asked and nothing is done. */
public final class TurnPlan {
    private static final String EACH_TABLE = "every table of the ";

    private final Turn turn;
    private final CutoverDefinition definition;
    private final String back;

    private TurnPlan(Turn turn, CutoverDefinition definition) {
        this.turn = turn;
        this.definition = definition;
        this.back = turn.back().name();
    }

    /**
     * A step.
     *
     * @param paused whether nobody can write meanwhile
     * @param statements with the names that they would have
     */
    public record Step(String name, String meaning, boolean paused, List<String> statements) {
        public Step {
            statements = List.copyOf(statements);
        }
    }

    /** @param verb {@code CUTOVER} or {@code ROLLBACK} */
    public static List<Step> steps(
            MigrationDefinition definition, Sites sites, Standing standing, MigrationState.Verb verb) {
        int next = standing.nextTurn();
        boolean forward = verb == MigrationState.Verb.CUTOVER;
        // a plan may be asked for before its time: then of the next turn in that direction
        int number = (next % 2 == 1) == forward ? next : next + 1;
        TurnPlan plan = new TurnPlan(Turn.of(definition.name(), sites, number), definition.cutover());
        return Arrays.stream(CutoverStep.values())
                .map(step -> new Step(step.word(), step.meaning(), step.paused(), plan.statements(step)))
                .toList();
    }

    private List<String> statements(CutoverStep step) {
        String oldSide = turn.oldSide().role().toString();
        String newSide = turn.newSide().role().toString();
        return switch (step) {
            case GATES, GUARD -> List.of();
            case ARM -> arm(oldSide, newSide);
            case PAUSE -> traffic("PAUSE", definition.traffic().hooks().map(CutoverDefinition.Hooks::pause));
            case FENCE -> List.of(oldSide + ": BEGIN; LOCK TABLE " + EACH_TABLE + oldSide + " IN EXCLUSIVE MODE");
            case TOKENS -> List.of(oldSide + ": UPDATE the heartbeat table of each link");
            case SEQUENCES -> List.of(newSide + ": SELECT pg_catalog.setval(...) for each sequence");
            case DRAIN -> List.of(newSide + ": SELECT the heartbeat, until each token is there and durable");
            case STOP -> List.of(newSide + ": ALTER SUBSCRIPTION ... DISABLE");
            case DECIDE ->
                List.of(
                        oldSide + ": CREATE TRIGGER " + Closing.TRIGGER + " ON " + EACH_TABLE + oldSide,
                        oldSide + ": ALTER TABLE " + EACH_TABLE + oldSide + " ENABLE ALWAYS TRIGGER " + Closing.TRIGGER,
                        oldSide + ": INSERT INTO culvert.fence ...; COMMIT");
            case OPEN ->
                List.of(newSide + ": ALTER TABLE " + EACH_TABLE + newSide + " DISABLE TRIGGER " + Closing.TRIGGER);
            case SWITCH ->
                traffic(
                        "RELOAD; SHOW DATABASES; RESUME",
                        definition.traffic().hooks().map(CutoverDefinition.Hooks::switchover));
            case TIDY -> tidy(oldSide, newSide);
        };
    }

    private List<String> arm(String oldSide, String newSide) {
        if (!definition.reverseReplication()) {
            return List.of();
        }
        return List.of(
                newSide + ": CREATE PUBLICATION " + Identifier.quote(back) + " FOR TABLE ...",
                newSide + ": SELECT pg_catalog.pg_create_logical_replication_slot(" + Literal.quote(back)
                        + ", 'pgoutput')",
                oldSide + ": CREATE SUBSCRIPTION " + Identifier.quote(back)
                        + " ... WITH (copy_data = false, create_slot = false, enabled = false, ...)");
    }

    private List<String> tidy(String oldSide, String newSide) {
        List<String> statements = new ArrayList<>(List.of(
                newSide + ": DROP SUBSCRIPTION ... of each link to it",
                oldSide + ": SELECT pg_catalog.pg_drop_replication_slot(...); DROP PUBLICATION ..."));
        if (definition.reverseReplication()) {
            statements.add(oldSide + ": ALTER SUBSCRIPTION " + Identifier.quote(back) + " ENABLE");
        }
        return statements;
    }

    private List<String> traffic(String commands, Optional<List<String>> hook) {
        List<String> statements = new ArrayList<>();
        hook.filter(words -> !words.isEmpty()).ifPresent(words -> statements.add("run " + String.join(" ", words)));
        definition.traffic().pgbouncer().forEach(pooler -> statements.add(pooler.admin() + ": " + commands));
        return statements;
    }
}
