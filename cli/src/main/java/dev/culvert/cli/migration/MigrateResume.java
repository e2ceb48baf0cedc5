package dev.culvert.cli.migration;

import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.Outcome;
import dev.culvert.schemas.definition.MigrationDefinition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code culvert migrate resume FILE}, and {@code culvert resume FILE} of a migration. */
@Command(name = "resume", description = "Let a copy and a stream go on that were paused.")
public final class MigrateResume extends MigrationSubcommand {
    @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
    private boolean dryRun;

    @Override
    Outcome execute(MigrationDefinition definition, Terminal terminal) {
        return Holding.resume(file(), definition, terminal, dryRun);
    }
}
