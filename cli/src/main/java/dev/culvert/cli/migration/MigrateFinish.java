package dev.culvert.cli.migration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Consent;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.migration.finish.Finisher;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.traffic.setup.DefinedTraffic;
import dev.culvert.schemas.definition.MigrationDefinition;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code culvert migrate finish FILE} */
@Command(
        name = "finish",
        description = "End a migration that has switched: the way back is given up, and nothing of Culvert is left.")
public final class MigrateFinish extends MigrationSubcommand {
    @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
    private boolean dryRun;

    @Option(
            names = "--open-source",
            description = "Let the source take writes again; what is written there then stays there.")
    private boolean openSource;

    @Override
    Outcome execute(MigrationDefinition definition, Terminal terminal) {
        String source = openSource ? "the source takes writes again" : "the source stays closed";
        if (dryRun) {
            Standings.require(definition, MigrationState.Verb.FINISH);
            return Outcome.of(
                    result(List.of()),
                    List.of(
                            "would drop subscriptions, slots, publications and heartbeats on both sides; the record stays",
                            source));
        }
        Consent.askForName(
                terminal, file().toString(), "There is no way back after it; " + source + ".", definition.name());
        // the finisher itself asks for the state: it also works when the source is gone for good
        Finisher finisher = new Finisher(
                Sites.of(definition),
                definition.name(),
                () -> DefinedTraffic.of(
                        definition.name(),
                        Sites.of(definition),
                        definition.cutover().traffic(),
                        terminal::message),
                who());
        List<String> left = finisher.finish(openSource);
        List<String> lines = new ArrayList<>(List.of("finished; " + source));
        left.forEach(each -> lines.add("left: " + each));
        return Outcome.of(result(left), lines, new NextStep("culvert migrate status " + file(), "the final state"));
    }

    private ObjectNode result(List<String> left) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("dryRun", dryRun)
                .put("sourceOpened", openSource && !dryRun && left.isEmpty());
        left.forEach(node.putArray("left")::add);
        return node;
    }
}
