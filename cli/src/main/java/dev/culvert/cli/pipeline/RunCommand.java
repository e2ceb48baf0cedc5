package dev.culvert.cli.pipeline;

import dev.culvert.cli.command.StopOnSignal;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.embedded.ChangeTail;
import dev.culvert.cli.embedded.EmbeddedServers;
import dev.culvert.cli.http.HttpArguments;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.runtime.PipelineRunner;
import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.RunOptions.Until;
import dev.culvert.runtime.http.HttpOptions;
import dev.culvert.runtime.http.StatusServer;
import dev.culvert.runtime.start.TableRequests;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.status.StatusView;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.status.PipelineStatus;
import dev.culvert.schemas.status.StatusJson;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code culvert run FILE} */
@Command(
        name = "run",
        description = "Make what is missing, copy the tables, then stream until told to stop."
                + " SIGTERM and Ctrl-C end it at a clean boundary.")
public final class RunCommand extends PipelineSubcommand {
    @Option(
            names = "--until",
            paramLabel = "now|LSN",
            description = "Stop when everything committed before the start, or up to an LSN, is durable in Kafka.")
    private Optional<String> until = Optional.empty();

    @Option(
            names = "--adopt",
            description = "Take a slot that has no position in Kafka; what was written after it may come twice.")
    private boolean adopt;

    @Option(names = "--takeover", description = "End whoever reads the slot.")
    private boolean takeover;

    @Option(
            names = "--resnapshot",
            paramLabel = "TABLE",
            description =
                    "Copy a captured table anew: a truncate in its topic, then its rows, then its changes. schema.name,"
                            + " with * and ? as globs; may be repeated. '*.*' makes the slot again too.")
    private List<String> resnapshot = List.of();

    @Option(
            names = "--forget",
            paramLabel = "TABLE",
            description =
                    "Go on without a table that was dropped or renamed; its topic stays as it is. May be repeated.")
    private List<String> forget = List.of();

    @Mixin
    private HttpArguments http = new HttpArguments();

    @Override
    boolean worksWithEmbedded() {
        return true;
    }

    @Override
    Outcome execute(PipelineDefinition definition, Optional<EmbeddedServers> servers, Terminal terminal) {
        RunOptions options = RunOptions.standard()
                .until(end())
                .adopt(adopt)
                .takeover(takeover)
                .tables(requests());
        Optional<HttpOptions> address = http.options();
        StatusBoard board = new StatusBoard(definition.metadata().name(), Clock.systemUTC());
        StatusView view = new StatusView(board, definition);
        PipelineRunner runner = new PipelineRunner(definition, options, view, Clock.systemUTC());
        boolean tailed = servers.map(EmbeddedServers::hasKafka).orElse(false) && !terminal.json();
        StopOnSignal signal = StopOnSignal.install(runner::stop);
        terminal.whenPrinted(signal::finished);
        Optional<StatusServer> served = address.map(where -> serve(where, view, terminal));
        Optional<ChangeTail> tail =
                tailed ? Optional.of(ChangeTail.start(definition, terminal::data)) : Optional.empty();
        Progress progress = Progress.start(view, terminal, tailed);
        try {
            runner.run();
        } finally {
            progress.close();
            tail.ifPresent(ChangeTail::close);
            served.ifPresent(StatusServer::close);
        }
        return outcome(view.status(), servers.isPresent());
    }

    private static StatusServer serve(HttpOptions where, StatusView view, Terminal terminal) {
        StatusServer server = StatusServer.start(where, view);
        terminal.message("serving " + server.address());
        return server;
    }

    private Outcome outcome(PipelineStatus status, boolean embedded) {
        Outcome outcome = Outcome.of(
                StatusJson.tree(status),
                List.of("stopped; durable up to "
                        + status.durable().map(PipelineStatus.Progress::lsn).orElse("-")));
        return embedded ? outcome : outcome.next(new NextStep("culvert run " + file(), "goes on from there"));
    }

    private TableRequests requests() {
        return new TableRequests(patterns("--resnapshot", resnapshot), patterns("--forget", forget));
    }

    private static List<TablePattern> patterns(String option, List<String> texts) {
        return texts.stream()
                .map(text -> TablePattern.parse(text)
                        .orElseThrow(() -> new CulvertException(
                                ErrorCode.USAGE,
                                option,
                                "\"" + text + "\" is not schema.name.",
                                Changed.NOTHING,
                                "Write schema.name; a name with a dot in it stands in double quotes.")))
                .toList();
    }

    private Until end() {
        if (until.isEmpty()) {
            return new Until.Stopped();
        }
        if (until.get().equals("now")) {
            return new Until.Now();
        }
        try {
            return new Until.Position(Lsn.parse(until.get()));
        } catch (IllegalArgumentException e) {
            throw new CulvertException(
                    ErrorCode.USAGE,
                    "--until",
                    "It is neither \"now\" nor an LSN.",
                    Changed.NOTHING,
                    "Write --until now, or an LSN such as 1A/3C000060.",
                    e);
        }
    }
}
