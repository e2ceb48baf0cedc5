package dev.culvert.cli.migration;

import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.definition.WrongKind;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.replication.ReplicationHold;
import dev.culvert.schemas.definition.Definition;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.ReplicationDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert resume FILE}: of whatever can be held. */
@Command(name = "resume", description = "Let a migration or a replication go on that was paused.")
public final class ResumeCommand extends Subcommand {
    @Parameters(paramLabel = "FILE", description = "The definition.")
    private Path file = Path.of("");

    @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
    private boolean dryRun;

    @Override
    protected Outcome execute(Terminal terminal) {
        Definition definition = DefinitionReader.read(file);
        if (definition instanceof MigrationDefinition migration) {
            return Holding.resume(file, migration, terminal, dryRun);
        }
        if (definition instanceof ReplicationDefinition replication) {
            return ReplicationHold.resume(file, replication, terminal, dryRun);
        }
        throw WrongKind.of(file, definition, terminal.command());
    }
}
