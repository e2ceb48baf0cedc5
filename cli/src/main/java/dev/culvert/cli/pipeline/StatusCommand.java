package dev.culvert.cli.pipeline;

import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.command.Watching;
import dev.culvert.cli.embedded.EmbeddedServers;
import dev.culvert.cli.http.HttpArguments;
import dev.culvert.cli.http.WatchedStatus;
import dev.culvert.cli.migration.MigrationStatusText;
import dev.culvert.cli.output.Findings;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.replication.ReplicationStatusText;
import dev.culvert.cli.replication.ServedReplication;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.status.RemoteStatus;
import dev.culvert.schemas.definition.Definition;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.ReplicationDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.status.PipelineStatus;
import dev.culvert.schemas.status.StatusJson;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert status FILE...} */
@Command(
        name = "status",
        description = "Show where a pipeline, a migration or a replication stands, as its servers tell.")
public final class StatusCommand extends PipelineSubcommand {
    private static final String SERVED_BY_RUN = "culvert run FILE --http HOST:PORT serves a pipeline.";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "FILE",
            description = "More definitions of pipelines, shown together.")
    private List<Path> more = List.of();

    @Option(
            names = "--watch",
            description = "Again every two seconds, until interrupted; with -o json one object per line.")
    private boolean watch;

    @Mixin
    private HttpArguments http = new HttpArguments();

    @Override
    Outcome outcome(Terminal terminal) {
        if (more.isEmpty()) {
            return super.outcome(terminal);
        }
        List<Path> files = Stream.concat(Stream.of(file()), more.stream()).toList();
        return withAddresses(readAll(more, terminal), terminal, (definitions, servers) -> {
            refuseHttp(SERVED_BY_RUN);
            return Watching.run(watch, () -> several(files, definitions, terminal), terminal);
        });
    }

    /** Of those that can be seen; an error of another one is told beside them. */
    private static Outcome several(List<Path> files, List<PipelineDefinition> definitions, Terminal terminal) {
        List<PipelineStatus> statuses = new ArrayList<>();
        List<String> text = new ArrayList<>();
        List<CulvertException> errors = new ArrayList<>();
        for (int i = 0; i < definitions.size(); i++) {
            try {
                PipelineStatus status =
                        read(files.get(i), new RemoteStatus(Endpoints.of(definitions.get(i)), Clock.systemUTC()));
                if (!text.isEmpty()) {
                    text.add("");
                }
                text.addAll(new StatusText(terminal.plain()).lines(status));
                statuses.add(status);
            } catch (CulvertException e) {
                errors.add(e);
            }
        }
        Outcome outcome = Outcome.of(StatusJson.tree(statuses), text);
        return PipelinesRun.worst(errors).map(outcome::failed).orElse(outcome);
    }

    @Override
    Outcome ofAnotherKind(Definition definition, Terminal terminal) {
        if (definition instanceof ReplicationDefinition replication) {
            ServedReplication served = new ServedReplication(replication);
            return WatchedStatus.run(
                    watch, http.options(), served, () -> ReplicationStatusText.outcome(served, terminal), terminal);
        }
        if (!(definition instanceof MigrationDefinition migration)) {
            return super.ofAnotherKind(definition, terminal);
        }
        refuseHttp("culvert migrate status FILE --watch --http HOST:PORT serves a migration.");
        return Watching.run(watch, () -> MigrationStatusText.outcome(migration, terminal), terminal);
    }

    private void refuseHttp(String remedy) {
        if (http.options().isPresent()) {
            throw new CulvertException(
                    ErrorCode.USAGE, "--http", "This serves replications only.", Changed.NOTHING, remedy);
        }
    }

    @Override
    boolean worksWithEmbedded() {
        return false;
    }

    @Override
    Outcome execute(PipelineDefinition definition, Optional<EmbeddedServers> servers, Terminal terminal) {
        refuseHttp(SERVED_BY_RUN);
        RemoteStatus remote = new RemoteStatus(Endpoints.of(definition), Clock.systemUTC());
        return Watching.run(watch, () -> outcome(read(file(), remote), terminal), terminal);
    }

    private static PipelineStatus read(Path file, RemoteStatus remote) {
        PipelineStatus status = remote.read();
        return status.withFindings(Findings.naming(file, status.findings()));
    }

    private static Outcome outcome(PipelineStatus status, Terminal terminal) {
        return Outcome.of(StatusJson.tree(status), new StatusText(terminal.plain()).lines(status));
    }
}
