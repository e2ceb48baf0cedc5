package dev.culvert.cli.pipeline;

import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.embedded.EmbeddedServers;
import dev.culvert.cli.output.Outcome;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.status.RemoteStatus;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.status.PipelineStatus;
import dev.culvert.schemas.status.StatusJson;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    boolean worksWithEmbedded() {
        return false;
    }

    @Override
    Outcome execute(PipelineDefinition definition, Optional<EmbeddedServers> servers, Terminal terminal) {
        RemoteStatus remote = new RemoteStatus(Endpoints.of(definition), Clock.systemUTC());
        while (watch) {
            terminal.report(outcome(remote.read(), terminal));
            pause();
        }
        return outcome(remote.read(), terminal);
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
