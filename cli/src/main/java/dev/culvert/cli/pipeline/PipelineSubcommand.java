package dev.culvert.cli.pipeline;

import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.definition.WrongKind;
import dev.culvert.cli.embedded.EmbeddedServers;
import dev.culvert.cli.output.Outcome;
import dev.culvert.schemas.definition.Definition;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Parameters;

/** A command on one definition, best of a pipeline. */
abstract class PipelineSubcommand extends Subcommand {
    @Parameters(paramLabel = "FILE", description = "The definition.")
    private Path file = Path.of("");

    /**
     * The work.
     *
     * @param definition with addresses for everything
     * @param servers those that were started for it
     */
    abstract Outcome execute(PipelineDefinition definition, Optional<EmbeddedServers> servers, Terminal terminal);

    /** What the command does with a definition that is no pipeline; most have no use for one. */
    Outcome ofAnotherKind(Definition definition, Terminal terminal) {
        throw WrongKind.of(file, definition, terminal.command());
    }

    /** Whether it makes sense with servers that live no longer than the command. */
    abstract boolean worksWithEmbedded();

    final Path file() {
        return file;
    }

    @Override
    protected final Outcome execute(Terminal terminal) {
        Definition read = DefinitionReader.read(file);
        if (!(read instanceof PipelineDefinition definition)) {
            return ofAnotherKind(read, terminal);
        }
        if (!EmbeddedServers.wanted(definition)) {
            return execute(definition, Optional.empty(), terminal);
        }
        if (!worksWithEmbedded()) {
            throw new CulvertException(
                    ErrorCode.USAGE,
                    file.toString(),
                    "Its embedded servers are there only while culvert run runs.",
                    Changed.NOTHING,
                    "culvert run " + file);
        }
        EmbeddedServers servers = EmbeddedServers.start(definition, terminal::message);
        try {
            return execute(servers.definition(), Optional.of(servers), terminal);
        } finally {
            servers.close();
        }
    }
}
