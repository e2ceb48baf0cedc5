package dev.culvert.cli.migration;

import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.Outcome;
import dev.culvert.schemas.definition.MigrationDefinition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code culvert migrate pause FILE}, and {@code culvert pause FILE} of a migration. */
@Command(name = "pause", description = "Hold the copy and the stream; meanwhile the source keeps WAL for them.")
public final class MigratePause extends MigrationSubcommand {
    @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
    private boolean dryRun;

    @Override
    Outcome execute(MigrationDefinition definition, Terminal terminal) {
        return Holding.pause(file(), definition, terminal, dryRun);
    }
}
