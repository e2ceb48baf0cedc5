package dev.culvert.cli.migration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Consent;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.migration.cutover.Turns;
import dev.culvert.migration.settle.Settlement;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.start.UnfinishedStart;
import dev.culvert.migration.traffic.setup.DefinedTraffic;
import dev.culvert.migration.watchdog.WatchdogProcess;
import dev.culvert.schemas.definition.MigrationDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code culvert migrate retry FILE} */
@Command(
        name = "retry",
        description =
                "End what was interrupted: go on with a copy, complete a turn that is decided, give back one that is not.")
public final class MigrateRetry extends MigrationSubcommand {
    @Option(names = "--dry-run", description = "Show where it stands, and do nothing.")
    private boolean dryRun;

    @Override
    Outcome execute(MigrationDefinition definition, Terminal terminal) {
        Turns turns = new Turns(
                definition,
                () -> DefinedTraffic.of(
                        definition.name(),
                        Sites.of(definition),
                        definition.cutover().traffic(),
                        terminal::message),
                () -> WatchdogProcess.start(file()),
                new TurnListener(terminal),
                who());
        if (dryRun) {
            return Outcome.of(
                    result(false, Optional.empty()), List.of(turns.standing().why()));
        }
        Consent.ask(terminal, file().toString(), "What was decided is completed, and what was not is given back.");
        Optional<Settlement.Result> ended = turns.retry();
        if (ended.isEmpty() && UnfinishedStart.isLeft(Sites.of(definition), definition.name(), turns.standing())) {
            return goOn(definition, terminal);
        }
        List<String> lines = new ArrayList<>();
        lines.add(ended.map(result -> result.decision()
                        .map(decision -> "turn " + decision.turn() + " was decided, and is complete")
                        .orElse("it was not decided: the old side takes writes"))
                .orElse("nothing was interrupted"));
        ended.ifPresent(result ->
                result.left().forEach(left -> lines.add("left to do: " + left.object() + ": " + left.fact())));
        return Outcome.of(
                result(true, ended), lines, new NextStep("culvert migrate status " + file(), "where it stands"));
    }

    private Outcome goOn(MigrationDefinition definition, Terminal terminal) {
        CopyStart.Done done = new CopyStart(definition, terminal).run();
        List<String> lines = new ArrayList<>(done.notes());
        lines.add(done.words());
        return Outcome.of(
                result(true, Optional.empty()).put("interrupted", true),
                lines,
                new NextStep("culvert migrate status " + file(), "where it stands"));
    }

    private static ObjectNode result(boolean done, Optional<Settlement.Result> ended) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("dryRun", !done)
                .put("interrupted", ended.isPresent())
                .put(
                        "decided",
                        ended.map(result -> result.decision().isPresent()).orElse(null));
        var left = node.putArray("left");
        ended.ifPresent(result -> result.left().forEach(each -> left.add(each.object() + ": " + each.fact())));
        return node;
    }
}
