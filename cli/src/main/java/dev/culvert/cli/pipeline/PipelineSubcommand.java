package dev.culvert.cli.pipeline;

import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.definition.WrongKind;
import dev.culvert.cli.embedded.EmbeddedServers;
import dev.culvert.cli.output.Outcome;
import dev.culvert.schemas.definition.Definition;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Parameters;

/** A command on one definition, best of a pipeline. */
abstract class PipelineSubcommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "FILE", description = "The definition.")
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

    /** What is to be done names this file. */
    @Override
    protected final Outcome execute(Terminal terminal) {
        try {
            return outcome(terminal);
        } catch (CulvertException e) {
            throw e.withRemedies(remedy -> RunCommandText.of(remedy, file.toString()));
        }
    }

    Outcome outcome(Terminal terminal) {
        Definition read = DefinitionReader.read(file);
        if (!(read instanceof PipelineDefinition definition)) {
            return ofAnotherKind(read, terminal);
        }
        return withAddresses(
                List.of(definition),
                terminal,
                (definitions, servers) -> execute(definitions.get(0), servers, terminal));
    }

    /** Work on definitions with addresses for everything, and the servers that were started for them. */
    interface Work {
        Outcome on(List<PipelineDefinition> definitions, Optional<EmbeddedServers> servers);
    }

    /** Starts the servers that the definitions want, for as long as the work takes. */
    final Outcome withAddresses(List<PipelineDefinition> definitions, Terminal terminal, Work work) {
        if (definitions.stream().noneMatch(EmbeddedServers::wanted)) {
            return work.on(definitions, Optional.empty());
        }
        if (!worksWithEmbedded()) {
            throw new CulvertException(
                    ErrorCode.USAGE,
                    file.toString(),
                    "Its embedded servers are there only while culvert run runs.",
                    Changed.NOTHING,
                    "culvert run " + file);
        }
        EmbeddedServers servers = EmbeddedServers.start(definitions, terminal::message);
        try {
            return work.on(servers.definitions(), Optional.of(servers));
        } finally {
            servers.close();
        }
    }

    /** Definitions of pipelines, of which others than the first are in files of their own. */
    final List<PipelineDefinition> readAll(List<Path> more, Terminal terminal) {
        return Stream.concat(Stream.of(file), more.stream())
                .map(each -> {
                    Definition read = DefinitionReader.read(each);
                    if (read instanceof PipelineDefinition definition) {
                        return definition;
                    }
                    throw WrongKind.of(each, read, terminal.command());
                })
                .toList();
    }
}
