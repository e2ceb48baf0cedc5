package dev.culvert.cli.sink;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.sink.flink.job.JobJar;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code culvert sink jar FILE} */
@Command(name = "jar", description = "Write a job jar for `flink run`, which takes a definition as its argument.")
public final class SinkJar extends Subcommand {
    @Parameters(index = "0", paramLabel = "FILE", description = "The jar; it is not there yet.")
    private Path file = Path.of("");

    @Override
    protected Outcome execute(Terminal terminal) {
        JobJar.write(file);
        return Outcome.of(
                JsonNodeFactory.instance.objectNode().put("file", file.toString()),
                List.of(file + " has the job of every pipeline's sinks"),
                new NextStep("flink run -d " + file + " shop.yaml", "runs those of a definition"));
    }
}
