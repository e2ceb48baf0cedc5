package dev.culvert.cli.pipeline;

import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.embedded.EmbeddedServers;
import dev.culvert.cli.migration.MigrationStatusText;
import dev.culvert.cli.output.Outcome;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.status.RemoteStatus;
import dev.culvert.schemas.definition.Definition;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.status.PipelineStatus;
import dev.culvert.schemas.status.StatusJson;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code culvert status FILE} */
@Command(name = "status", description = "Show where a pipeline stands, as its server and its position tell.")
public final class StatusCommand extends PipelineSubcommand {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Option(
            names = "--watch",
            description = "Again every two seconds, until interrupted; with -o json one object per line.")
    private boolean watch;

    @Override
    Outcome ofAnotherKind(Definition definition, Terminal terminal) {
        if (!(definition instanceof MigrationDefinition migration)) {
            return super.ofAnotherKind(definition, terminal);
        }
        return repeat(() -> MigrationStatusText.outcome(migration, terminal), terminal);
    }

    @Override
    boolean worksWithEmbedded() {
        return false;
    }

    @Override
    Outcome execute(PipelineDefinition definition, Optional<EmbeddedServers> servers, Terminal terminal) {
        RemoteStatus remote = new RemoteStatus(Endpoints.of(definition), Clock.systemUTC());
        return repeat(() -> outcome(remote.read(), terminal), terminal);
    }

    private Outcome repeat(Supplier<Outcome> read, Terminal terminal) {
        while (watch) {
            terminal.report(read.get());
            pause();
        }
        return read.get();
    }

    private static Outcome outcome(PipelineStatus status, Terminal terminal) {
        return Outcome.of(StatusJson.tree(status), new StatusText(terminal.plain()).lines(status));
    }

    /** Ends with the process: nobody counts down. */
    private static void pause() {
        try {
            if (new CountDownLatch(1).await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
