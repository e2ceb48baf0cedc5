package dev.culvert.cli.migration;

import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.Outcome;
import dev.culvert.schemas.definition.MigrationDefinition;
import picocli.CommandLine.Command;

/** {@code culvert migrate status FILE} */
@Command(name = "status", description = "Show where a migration stands, which side takes writes, and what may be done.")
public final class MigrateStatus extends MigrationSubcommand {
    @Override
    Outcome execute(MigrationDefinition definition, Terminal terminal) {
        return MigrationStatusText.outcome(definition, terminal);
    }
}
