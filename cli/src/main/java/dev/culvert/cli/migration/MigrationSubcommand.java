package dev.culvert.cli.migration;

import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.definition.WrongKind;
import dev.culvert.cli.output.Outcome;
import dev.culvert.schemas.definition.Definition;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** A command on one migration. */
abstract class MigrationSubcommand extends Subcommand {
    @Parameters(paramLabel = "FILE", description = "The definition.")
    private Path file = Path.of("");

    /** The work. */
    abstract Outcome execute(MigrationDefinition definition, Terminal terminal);

    final Path file() {
        return file;
    }

    @Override
    protected final Outcome execute(Terminal terminal) {
        Definition read = DefinitionReader.read(file);
        if (!(read instanceof MigrationDefinition definition)) {
            throw WrongKind.of(file, read, terminal.command());
        }
        return execute(definition, terminal);
    }

    /** Who does it, for the journal. */
    static String who() {
        return System.getProperty("user.name") + " pid "
                + ProcessHandle.current().pid();
    }
}
