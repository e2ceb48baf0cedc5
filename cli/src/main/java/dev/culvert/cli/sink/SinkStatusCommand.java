package dev.culvert.cli.sink;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.Outcome;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.reach.SinkStatus;
import dev.culvert.sink.flink.reach.SinkStatuses;
import dev.culvert.sink.flink.source.PipelineTopics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code culvert sink status FILE} */
@Command(name = "status", description = "Show how far each sink is behind the topics, as its own store tells.")
public final class SinkStatusCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "FILE", description = "The definition of the pipeline.")
    private Path file = Path.of("");

    @Override
    protected Outcome execute(Terminal terminal) {
        SinkFile.read(file, terminal.command());
        try {
            return outcome(SinkStatuses.of(PipelineTopics.of(file)));
        } catch (CulvertException e) {
            throw SinkFile.named(e, file);
        }
    }

    private static Outcome outcome(SinkStatuses.Seen seen) {
        ObjectNode result = JsonNodeFactory.instance
                .objectNode()
                .put("position", seen.position().map(Object::toString).orElse(null))
                .put("transaction", seen.newest().orElse(null));
        ArrayNode sinks = result.putArray("sinks");
        List<String> lines = new ArrayList<>();
        lines.add("Kafka has everything up to "
                + seen.position().map(Object::toString).orElse("-")
                + seen.newest().map(number -> " (transaction " + number + ")").orElse(""));
        for (SinkStatus sink : seen.sinks()) {
            sinks.add(node(sink));
            lines.add(words(sink));
        }
        return Outcome.of(result, lines);
    }

    private static ObjectNode node(SinkStatus sink) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", sink.name())
                .put("transaction", sink.last().map(last -> last.transaction()).orElse(null))
                .put(
                        "commitEndLsn",
                        sink.last().map(last -> last.commitEndLsn().toString()).orElse(null))
                .put("transactionsBehind", sink.transactionsBehind().orElse(null))
                .put("bytesBehind", sink.bytesBehind().orElse(null))
                .put("error", sink.error().map(error -> error.code().code()).orElse(null));
    }

    private static String words(SinkStatus sink) {
        return sink.name() + ": "
                + sink.error()
                        .map(error -> error.code().code() + ": " + error.object() + ": " + error.fact())
                        .orElseGet(() -> behind(sink));
    }

    private static String behind(SinkStatus sink) {
        String at = sink.last()
                .map(last -> "transaction " + last.transaction() + ", " + last.commitEndLsn())
                .orElse("no transaction yet");
        long behind = sink.transactionsBehind().orElse(0L);
        return at
                + (behind == 0
                        ? "; nothing is behind"
                        : "; " + behind + " transactions behind"
                                + sink.bytesBehind()
                                        .map(bytes -> ", " + bytes + " bytes of WAL")
                                        .orElse(""));
    }
}
