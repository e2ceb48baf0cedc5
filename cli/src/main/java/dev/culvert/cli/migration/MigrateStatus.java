package dev.culvert.cli.migration;

import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.http.HttpArguments;
import dev.culvert.cli.http.WatchedStatus;
import dev.culvert.cli.output.Outcome;
import dev.culvert.schemas.definition.MigrationDefinition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code culvert migrate status FILE} */
@Command(name = "status", description = "Show where a migration stands, which side takes writes, and what may be done.")
public final class MigrateStatus extends MigrationSubcommand {
    @Mixin
    private HttpArguments http = new HttpArguments();

    @Option(
            names = "--watch",
            description = "Again every two seconds, until interrupted; with -o json one object per line.")
    private boolean watch;

    @Override
    Outcome execute(MigrationDefinition definition, Terminal terminal) {
        ServedMigration served = new ServedMigration(definition);
        return WatchedStatus.run(
                watch, http.options(), served, () -> MigrationStatusText.outcome(served.read(), terminal), terminal);
    }
}
