package dev.culvert.cli.pipeline;

import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.embedded.EmbeddedServers;
import dev.culvert.cli.http.HttpArguments;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.RunOptions.Until;
import dev.culvert.runtime.group.Collisions;
import dev.culvert.runtime.start.TableRequests;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert run FILE...} */
@Command(
        name = "run",
        description =
                "Make what is missing, copy the tables, then stream until told to stop."
                        + " SIGTERM and Ctrl-C end it at a clean boundary. Several definitions run side by side in one process.")
public final class RunCommand extends PipelineSubcommand {
    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "FILE",
            description = "More definitions, which run beside the first and disturb each other in nothing.")
    private List<Path> more = List.of();

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
            names = "--standby",
            description = "Wait while another instance has the slot, and take over when that is gone.")
    private boolean standby;

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
    Outcome outcome(Terminal terminal) {
        requireClear();
        if (more.isEmpty()) {
            return super.outcome(terminal);
        }
        List<PipelineDefinition> definitions = readAll(more, terminal);
        Collisions.refuse(definitions);
        return withAddresses(definitions, terminal, (filled, servers) -> run(filled, servers, terminal));
    }

    @Override
    Outcome execute(PipelineDefinition definition, Optional<EmbeddedServers> servers, Terminal terminal) {
        return run(List.of(definition), servers, terminal);
    }

    private Outcome run(List<PipelineDefinition> definitions, Optional<EmbeddedServers> servers, Terminal terminal) {
        RunOptions options = RunOptions.standard()
                .until(end())
                .adopt(adopt)
                .takeover(takeover)
                .standby(standby)
                .tables(requests());
        List<PipelineDefinition> shown =
                servers.map(EmbeddedServers::onOwnBroker).orElse(List.of());
        Outcome outcome = new PipelinesRun(definitions, files(), options, terminal).run(http.options(), shown);
        return servers.isPresent()
                ? outcome
                : outcome.next(new NextStep("culvert run " + String.join(" ", files()), "goes on from there"));
    }

    private List<String> files() {
        return Stream.concat(Stream.of(file()), more.stream())
                .map(Path::toString)
                .toList();
    }

    /** What is meant of one pipeline is not asked of several, and a standby instance takes a pipeline over as it is. */
    private void requireClear() {
        Map<String, Boolean> ofOne = new TreeMap<>(Map.of(
                "--adopt", adopt,
                "--takeover", takeover,
                "--resnapshot", !resnapshot.isEmpty(),
                "--forget", !forget.isEmpty(),
                "--until LSN", !(end() instanceof Until.Stopped || end() instanceof Until.Now)));
        ofOne.values().removeIf(given -> !given);
        if (!more.isEmpty() && !ofOne.isEmpty()) {
            throw new CulvertException(
                    ErrorCode.USAGE,
                    String.join(", ", ofOne.keySet()),
                    "It is for one pipeline, and there are " + (more.size() + 1) + " files.",
                    Changed.NOTHING,
                    "Give that one file alone, with --until now where it is to end again; then all of them without it.");
        }
        ofOne.keySet().retainAll(List.of("--adopt", "--resnapshot", "--forget"));
        if (standby && !ofOne.isEmpty()) {
            throw new CulvertException(
                    ErrorCode.USAGE,
                    "--standby, " + String.join(", ", ofOne.keySet()),
                    "An instance that stands by takes the pipeline over as it is, perhaps long after this.",
                    Changed.NOTHING,
                    "Give one of them.");
        }
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
