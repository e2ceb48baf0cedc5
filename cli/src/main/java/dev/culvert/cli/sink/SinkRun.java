package dev.culvert.cli.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.StopOnSignal;
import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.http.HttpArguments;
import dev.culvert.cli.http.WatchedStatus;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.runtime.http.StatusServer;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.job.ClusterAddress;
import dev.culvert.sink.flink.job.ClusterOptions;
import dev.culvert.sink.flink.job.EmbeddedOptions;
import dev.culvert.sink.flink.job.Reached;
import dev.culvert.sink.flink.job.SinkJob;
import dev.culvert.sink.flink.source.PipelineTopics;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert sink run FILE} */
@Command(
        name = "run",
        description =
                "Bring the topics of a pipeline into its sinks, by a Flink job in this process, until told to stop. SIGTERM and Ctrl-C end it;"
                        + " what is not committed by then comes again.")
public final class SinkRun extends Subcommand {
    /** More would need another setting of Flink's, and more tables than tasks. */
    private static final int MOST_TASKS = 64;

    private static final int HIGHEST_PORT = 65_535;

    @Parameters(index = "0", paramLabel = "FILE", description = "The definition of the pipeline.")
    private Path file = Path.of("");

    @Option(names = "--sink", paramLabel = "NAME", description = "Only this sink; default: all of them.")
    private Optional<String> sink = Optional.empty();

    @Option(
            names = "--until",
            paramLabel = "now",
            description = "Stop when everything that is in the topics at the start is in the sinks.")
    private Optional<String> until = Optional.empty();

    @Option(
            names = "--flink",
            paramLabel = "URL",
            description = "On the Flink cluster whose JobManager listens there, such as http://jobmanager:8081.")
    private Optional<String> flink = Optional.empty();

    @Option(
            names = "--parallelism",
            defaultValue = "1",
            paramLabel = "N",
            description =
                    "How many tasks write a sink that several may write: Iceberg, each its share of the tables; default:"
                            + " ${DEFAULT-VALUE}.")
    private int parallelism = 1;

    @Option(
            names = "--replace",
            description = "On a cluster: end a job of the same sinks that runs there, and take its place.")
    private boolean replace;

    @Option(names = "--detached", description = "On a cluster: leave the job to it, and return.")
    private boolean detached;

    @Option(
            names = "--flink-ui",
            paramLabel = "PORT",
            description = "Serve Flink's own pages about the job on this port of 127.0.0.1.")
    private Optional<Integer> flinkUi = Optional.empty();

    @Mixin
    private HttpArguments http = new HttpArguments();

    @Override
    protected Outcome execute(Terminal terminal) {
        try {
            return run(terminal);
        } catch (CulvertException e) {
            throw SinkFile.named(e, file);
        }
    }

    private Outcome run(Terminal terminal) {
        PipelineDefinition definition = SinkFile.read(file, terminal.command());
        if (until.filter(end -> !end.equals("now")).isPresent()) {
            throw SinkFile.usage("--until", "It is not \"now\".", "Write --until now, or leave it out.");
        }
        SinkJob job = job(terminal);
        StopOnSignal signal = StopOnSignal.install(job::stop);
        terminal.whenPrinted(signal::finished);
        terminal.message("bringing the topics of " + definition.name() + " into " + String.join(", ", job.names()));
        flinkUi.ifPresent(port -> terminal.message("Flink's own pages: http://127.0.0.1:" + port));
        Optional<StatusServer> server = WatchedStatus.serve(
                http.options(), new ServedSinks(definition.name(), PipelineTopics.of(file)), terminal);
        Progress progress = new Progress(definition.name(), job.names(), terminal);
        try {
            job.run();
        } finally {
            progress.close();
            server.ifPresent(StatusServer::close);
        }
        return outcome(job.reached()).next(new NextStep("culvert sink run " + file, "goes on from there"));
    }

    private SinkJob job(Terminal terminal) {
        PipelineTopics topics = PipelineTopics.of(file);
        if (parallelism < 1 || parallelism > MOST_TASKS) {
            throw SinkFile.usage(
                    "--parallelism", "It is " + parallelism + ".", "Give a number from 1 to " + MOST_TASKS + ".");
        }
        if (flinkUi.filter(port -> port < 1 || port > HIGHEST_PORT).isPresent()) {
            throw SinkFile.usage("--flink-ui", "It is no port.", "Give a number from 1 to " + HIGHEST_PORT + ".");
        }
        if (flink.isEmpty()) {
            if (replace || detached) {
                throw SinkFile.usage("--replace, --detached", "They are for a cluster.", "Give --flink too.");
            }
            return SinkJob.embedded(topics, sink, until.isPresent(), new EmbeddedOptions(parallelism, flinkUi));
        }
        if (flinkUi.isPresent()) {
            throw SinkFile.usage("--flink-ui", "A cluster has its own pages, where it listens.", "Leave it out.");
        }
        return SinkJob.onCluster(
                topics,
                sink,
                until.isPresent(),
                ClusterAddress.parse(flink.get()),
                new ClusterOptions(parallelism, replace, detached),
                terminal::message);
    }

    private static Outcome outcome(List<Reached> reached) {
        ArrayNode sinks = JsonNodeFactory.instance.arrayNode();
        for (Reached each : reached) {
            ObjectNode node = sinks.addObject().put("name", each.sink());
            node.set(
                    "transaction", each.transaction().map(SinkRun::number).orElse(JsonNodeFactory.instance.nullNode()));
            node.put("commitEndLsn", each.commitEndLsn().map(Object::toString).orElse(null));
        }
        return Outcome.of(
                JsonNodeFactory.instance.objectNode().set("sinks", sinks),
                reached.stream().map(SinkRun::words).toList());
    }

    private static String words(Reached reached) {
        return reached.commitEndLsn()
                .map(lsn -> reached.sink() + " has everything up to " + lsn
                        + reached.transaction()
                                .map(number -> " (transaction " + number + ")")
                                .orElse(""))
                .orElse(reached.sink() + " has no transaction yet");
    }

    private static JsonNode number(long value) {
        return JsonNodeFactory.instance.numberNode(value);
    }
}
