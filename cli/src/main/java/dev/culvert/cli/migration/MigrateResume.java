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
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code culvert migrate resume FILE} */
@Command(name = "resume", description = "Let a copy and a stream go on that were paused.")
public final class MigrateResume extends MigrationSubcommand {
    @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
    private boolean dryRun;

    @Override
    Outcome execute(MigrationDefinition definition, Terminal terminal) {
        // what is paused is what may be paused: no state of its own says so
        Standings.require(definition, MigrationState.Verb.PAUSE);
        if (!dryRun) {
            Consent.ask(terminal, file().toString(), "The target takes changes again.");
            new Pauser(Sites.of(definition), definition.name()).resume();
        }
        return Outcome.of(
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("dryRun", dryRun)
                                .put("resumed", !dryRun),
                        List.of(dryRun ? "would enable the subscriptions" : "resumed"))
                .next(new NextStep("culvert migrate status " + file(), "where it stands"));
    }
}
