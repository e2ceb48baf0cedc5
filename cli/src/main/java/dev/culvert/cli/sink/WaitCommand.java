package dev.culvert.cli.sink;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.Outcome;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.message.LogicalMessages;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.declaration.Units;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.reach.Wait;
import dev.culvert.sink.flink.source.PipelineTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert wait FILE} */
@Command(
        name = "wait",
        description = "Wait until everything that the source committed up to an LSN is in Kafka, or in a sink.")
public final class WaitCommand extends Subcommand {
    private static final String NOW = "now";

    @Parameters(index = "0", paramLabel = "FILE", description = "The definition of the pipeline.")
    private Path file = Path.of("");

    @Option(
            names = "--lsn",
            required = true,
            paramLabel = "LSN",
            description =
                    "As pg_current_wal_insert_lsn() gives it after a commit; \"now\": everything that is committed now.")
    private String lsn = NOW;

    @Option(names = "--sink", paramLabel = "NAME", description = "Until it is in this sink; default: in Kafka.")
    private Optional<String> sink = Optional.empty();

    @Option(
            names = "--timeout",
            defaultValue = "1m",
            paramLabel = "DURATION",
            description = "How long at most, as 30s or 5m; default: ${DEFAULT-VALUE}.")
    private String timeout = "1m";

    @Override
    protected Outcome execute(Terminal terminal) {
        PipelineDefinition definition = SinkFile.read(file, terminal.command());
        Duration patience = Units.duration(timeout)
                .orElseThrow(() -> SinkFile.usage("--timeout", "It is no duration.", "Write it as 30s or 5m."));
        Wait wait = new Wait(PipelineTopics.of(file), sink, patience);
        try {
            return outcome(wait.until(lsn(definition)));
        } catch (CulvertException e) {
            throw SinkFile.named(e, file);
        }
    }

    private Lsn lsn(PipelineDefinition definition) {
        if (lsn.equals(NOW)) {
            // a message of its own, so that a source which is idle does not keep it waiting for a heartbeat
            try (Session session = Endpoints.of(definition).sessions().open("wait")) {
                return LogicalMessages.emit(session, LogicalMessages.HEARTBEAT, "");
            }
        }
        try {
            return Lsn.parse(lsn);
        } catch (IllegalArgumentException e) {
            throw SinkFile.usage(
                    "--lsn", "It is neither an LSN nor \"now\".", "Write it as PostgreSQL does, such as 16/B374D848.");
        }
    }

    private Outcome outcome(Lsn position) {
        ObjectNode result = JsonNodeFactory.instance
                .objectNode()
                .put("sink", sink.orElse(null))
                .put("position", position.toString());
        return Outcome.of(
                result,
                List.of(sink.map(name -> "the sink " + name + " has it")
                        .orElse("Kafka has everything up to " + position)));
    }
}
