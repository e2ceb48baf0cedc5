package dev.culvert.cli.sink;

import dev.culvert.cli.definition.WrongKind;
import dev.culvert.cli.embedded.EmbeddedServers;
import dev.culvert.schemas.definition.Definition;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.file.Path;

/** The definition of a pipeline whose topics can be read from elsewhere. */
final class SinkFile {
    private SinkFile() {}

    /** @throws CulvertException {@link ErrorCode#USAGE} if it is none; as {@link DefinitionReader} */
    static PipelineDefinition read(Path file, String command) {
        Definition read = DefinitionReader.read(file);
        if (!(read instanceof PipelineDefinition definition)) {
            throw WrongKind.of(file, read, command);
        }
        if (EmbeddedServers.wanted(definition)) {
            throw usage(
                    file.toString(),
                    "Its embedded servers are there only while culvert run runs.",
                    "Give addresses: source.postgres.url, kafka.bootstrap, format.registry.url.");
        }
        return definition;
    }

    /** With the file in the commands that it says are to be given. */
    static CulvertException named(CulvertException error, Path file) {
        return error.withRemedies(remedy -> RunCommandText.of(remedy, file.toString()));
    }

    static CulvertException usage(String object, String fact, String remedy) {
        return new CulvertException(ErrorCode.USAGE, object, fact, Changed.NOTHING, remedy);
    }
}
