package dev.culvert.cli.migration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.culvert.cli.command.Consent;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.migration.lease.Lease;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.start.Canceller;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.schemas.definition.MigrationDefinition;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code culvert migrate cancel FILE} */
@Command(name = "cancel", description = "Give a migration up before its cutover; what was copied stays on the target.")
public final class MigrateCancel extends MigrationSubcommand {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
    private boolean dryRun;

    @Override
    Outcome execute(MigrationDefinition definition, Terminal terminal) {
        Sites sites = Sites.of(definition);
        Standings.require(definition, MigrationState.Verb.CANCEL);
        if (dryRun) {
            return Outcome.of(
                    JsonNodeFactory.instance.objectNode().put("dryRun", true).putNull("tablesLeft"),
                    List.of("would drop subscriptions, slots, publications and records; what was copied stays"));
        }
        Consent.askForName(
                terminal,
                file().toString(),
                "Slots, publications and subscriptions go; another start copies anew.",
                definition.name());
        try (Lease lease = Lease.take(sites, definition.name())) {
            // it may have been switched while somebody thought about the question
            Standings.require(definition, MigrationState.Verb.CANCEL);
            lease.check();
            int tables = new Canceller(sites, definition.name()).cancel(PATIENCE);
            return Outcome.of(
                    JsonNodeFactory.instance.objectNode().put("dryRun", false).put("tablesLeft", tables),
                    List.of("cancelled; " + tables + " tables stay on the target, and take writes"),
                    new NextStep("culvert doctor " + file(), "before another start, with an empty target"));
        }
    }
}
