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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Holds a migration's copy and stream, and lets them go on. */
final class Holding {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Holding() {}

    static Outcome pause(Path file, MigrationDefinition definition, Terminal terminal, boolean dryRun) {
        Standings.require(definition, MigrationState.Verb.PAUSE);
        if (!dryRun) {
            Consent.ask(terminal, file.toString(), "Meanwhile the source keeps WAL for it, and its disk may fill.");
            // a cutover may have begun while somebody thought about the question; a copy may run, whose lease is no
            // obstacle
            Standings.require(definition, MigrationState.Verb.PAUSE);
            new Pauser(Sites.of(definition), definition.name()).pause(PATIENCE);
        }
        return Outcome.of(
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("dryRun", dryRun)
                                .put("paused", !dryRun),
                        List.of(dryRun ? "would disable the subscriptions" : "paused; the source keeps WAL meanwhile"))
                .next(new NextStep("culvert migrate resume " + file, "lets it go on"));
    }

    static Outcome resume(Path file, MigrationDefinition definition, Terminal terminal, boolean dryRun) {
        // what is paused is what may be paused: no state of its own says so
        Standings.require(definition, MigrationState.Verb.PAUSE);
        if (!dryRun) {
            Consent.ask(terminal, file.toString(), "The target takes changes again.");
            // a cutover may have begun while somebody thought about the question; a copy may run, whose lease is no
            // obstacle
            Standings.require(definition, MigrationState.Verb.PAUSE);
            new Pauser(Sites.of(definition), definition.name()).resume();
        }
        return Outcome.of(
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("dryRun", dryRun)
                                .put("resumed", !dryRun),
                        List.of(dryRun ? "would enable the subscriptions" : "resumed"))
                .next(new NextStep("culvert migrate status " + file, "where it stands"));
    }
}
