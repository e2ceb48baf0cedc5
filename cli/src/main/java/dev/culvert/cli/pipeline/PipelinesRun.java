package dev.culvert.cli.pipeline;

import dev.culvert.cli.command.StopOnSignal;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.embedded.ChangeTail;
import dev.culvert.cli.output.Outcome;
import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.group.PipelineGroup;
import dev.culvert.runtime.http.HttpOptions;
import dev.culvert.runtime.http.StatusServer;
import dev.culvert.runtime.status.StatusView;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.status.PipelineStatus;
import dev.culvert.schemas.status.StatusJson;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One run of {@code culvert run}: the pipelines, and what is shown and served meanwhile. Used once. */
final class PipelinesRun {
    /** Exit codes by how much they want a person: of several, the first that there is. */
    private static final List<Integer> WORST_FIRST = List.of(7, 4, 5, 2, 1, 3);

    private final PipelineGroup group;
    private final List<StatusView> views;
    private final List<String> files;
    private final Terminal terminal;

    /** @param files of the definitions, in their order */
    PipelinesRun(List<PipelineDefinition> definitions, List<String> files, RunOptions options, Terminal terminal) {
        this.group = new PipelineGroup(definitions, options, Clock.systemUTC());
        this.views = group.views();
        this.files = List.copyOf(files);
        this.terminal = terminal;
    }

    /**
     * Returns when all have ended.
     *
     * @param shown those whose brokers nobody else reads, so that the changes are shown
     * @throws CulvertException why the only one ended
     */
    Outcome run(Optional<HttpOptions> http, List<PipelineDefinition> shown) {
        boolean tailed = !shown.isEmpty() && !terminal.json();
        StopOnSignal signal = StopOnSignal.install(group::stop);
        terminal.whenPrinted(signal::finished);
        Optional<StatusServer> served = http.map(this::serve);
        List<ChangeTail> tails = tailed ? ChangeTail.start(shown, terminal::data) : List.of();
        Progress progress = Progress.start(views, terminal, tailed);
        List<Optional<CulvertException>> ends;
        try {
            ends = group.run();
        } finally {
            progress.close();
            tails.forEach(ChangeTail::close);
            served.ifPresent(StatusServer::close);
        }
        List<PipelineStatus> statuses = views.stream().map(StatusView::status).toList();
        return views.size() == 1 ? ofOne(statuses.get(0), ends.get(0)) : ofSeveral(statuses, named(ends));
    }

    private StatusServer serve(HttpOptions where) {
        StatusServer server = StatusServer.start(where, views);
        terminal.message("serving " + server.address());
        return server;
    }

    private static Outcome ofOne(PipelineStatus status, Optional<CulvertException> end) {
        if (end.isPresent()) {
            throw end.get();
        }
        return Outcome.of(StatusJson.tree(status), List.of("stopped; " + durable(status)));
    }

    /** What is to be done about one is done with its file alone. */
    private List<Optional<CulvertException>> named(List<Optional<CulvertException>> ends) {
        List<Optional<CulvertException>> named = new ArrayList<>();
        for (int i = 0; i < ends.size(); i++) {
            String file = files.get(i);
            named.add(ends.get(i).map(e -> e.withRemedies(remedy -> RunCommandText.of(remedy, file))));
        }
        return named;
    }

    private static Outcome ofSeveral(List<PipelineStatus> statuses, List<Optional<CulvertException>> ends) {
        Outcome outcome = Outcome.of(
                StatusJson.tree(statuses),
                statuses.stream().map(PipelinesRun::line).toList());
        return worst(ends.stream().flatMap(Optional::stream).toList())
                .map(outcome::failed)
                .orElse(outcome);
    }

    /** That whose exit code most wants a person. */
    static Optional<CulvertException> worst(List<CulvertException> errors) {
        return errors.stream()
                .min(Comparator.comparingInt(
                        e -> WORST_FIRST.indexOf(e.code().category().exitCode())));
    }

    private static String line(PipelineStatus status) {
        return status.pipeline() + ": " + status.phase().name().toLowerCase(Locale.ROOT) + "; " + durable(status)
                + status.lastError()
                        .map(error -> "; " + error.code() + " " + error.object() + ": " + error.fact())
                        .orElse("");
    }

    private static String durable(PipelineStatus status) {
        return "durable up to "
                + status.durable().map(PipelineStatus.Progress::lsn).orElse("-");
    }
}
