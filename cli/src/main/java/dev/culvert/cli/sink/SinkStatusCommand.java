package dev.culvert.cli.sink;

import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.http.HttpArguments;
import dev.culvert.cli.http.WatchedStatus;
import dev.culvert.cli.output.Outcome;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.source.PipelineTopics;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert sink status FILE} */
@Command(name = "status", description = "Show how far each sink is behind the topics, as its own store tells.")
public final class SinkStatusCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "FILE", description = "The definition of the pipeline.")
    private Path file = Path.of("");

    @Mixin
    private HttpArguments http = new HttpArguments();

    @Option(
            names = "--watch",
            description = "Again every two seconds, until interrupted; with -o json one object per line.")
    private boolean watch;

    @Override
    protected Outcome execute(Terminal terminal) {
        PipelineDefinition definition = SinkFile.read(file, terminal.command());
        ServedSinks served = new ServedSinks(definition.name(), PipelineTopics.of(file));
        try {
            return WatchedStatus.run(
                    watch,
                    http.options(),
                    served,
                    () -> SinkStatusText.outcome(definition.name(), served.read()),
                    terminal);
        } catch (CulvertException e) {
            throw SinkFile.named(e, file);
        }
    }
}
