package dev.culvert.cli.migration;

import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.command.Watching;
import dev.culvert.cli.http.HttpArguments;
import dev.culvert.cli.output.Outcome;
import dev.culvert.runtime.http.StatusServer;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Optional;
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
        if (http.options().isPresent() && !watch) {
            throw new CulvertException(
                    ErrorCode.USAGE,
                    "--http",
                    "It serves while the command runs, and without --watch it ends at once.",
                    Changed.NOTHING,
                    "Give --watch too.");
        }
        Optional<StatusServer> server = served.serve(http.options(), terminal);
        try {
            return Watching.run(watch, () -> MigrationStatusText.outcome(served.read(), terminal), terminal);
        } finally {
            server.ifPresent(StatusServer::close);
        }
    }
}
