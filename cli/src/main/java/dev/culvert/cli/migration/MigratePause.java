package dev.culvert.cli.migration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.culvert.cli.command.Consent;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.start.Pauser;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.schemas.definition.MigrationDefinition;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code culvert migrate pause FILE} */
@Command(name = "pause", description = "Hold the copy and the stream; meanwhile the source keeps WAL for them.")
public final class MigratePause extends MigrationSubcommand {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
    private boolean dryRun;

    @Override
    Outcome execute(MigrationDefinition definition, Terminal terminal) {
        Standings.require(definition, MigrationState.Verb.PAUSE);
        if (!dryRun) {
            Consent.ask(terminal, file().toString(), "Meanwhile the source keeps WAL for it, and its disk may fill.");
            new Pauser(Sites.of(definition), definition.name()).pause(PATIENCE);
        }
        return Outcome.of(
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("dryRun", dryRun)
                                .put("paused", !dryRun),
                        List.of(dryRun ? "would disable the subscriptions" : "paused; the source keeps WAL meanwhile"))
                .next(new NextStep("culvert migrate resume " + file(), "lets it go on"));
    }
}
