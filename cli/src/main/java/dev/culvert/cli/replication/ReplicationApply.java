package dev.culvert.cli.replication;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Consent;
import dev.culvert.cli.command.StopOnSignal;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.FindingText;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.progress.StartProgressText;
import dev.culvert.migration.lease.Lease;
import dev.culvert.migration.replication.ReplicationPlan;
import dev.culvert.migration.replication.ReplicationPlanner;
import dev.culvert.migration.replication.Replicator;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.start.StartResult;
import dev.culvert.schemas.definition.ReplicationDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code culvert apply FILE} of a replication: copies what is not there, and lets the target follow. */
public final class ReplicationApply {
    private ReplicationApply() {}

    /** @param dryRun whether nothing is to be done */
    public static Outcome outcome(Path file, ReplicationDefinition definition, Terminal terminal, boolean dryRun) {
        Sites sites = Sites.of(definition);
        ReplicationPlan plan = new ReplicationPlanner(sites, definition).plan().orThrow();
        List<String> shown = ReplicationPlanText.lines(plan, new FindingText(terminal.plain()));
        if (dryRun) {
            return Outcome.of(result(plan, Optional.empty()), shown)
                    .next(new NextStep("culvert apply " + file, "to do it"));
        }
        shown.forEach(terminal::message);
        if (!plan.steps().isEmpty()) {
            Consent.ask(terminal, file.toString(), "This would be made; the source stays in use.");
        }
        StartResult done;
        try (Lease lease = Lease.take(sites, definition.name())) {
            lease.check();
            Replicator replicator = new Replicator(sites, definition, new StartProgressText(terminal), who());
            StopOnSignal signal = StopOnSignal.install(replicator::stop);
            terminal.whenPrinted(signal::finished);
            done = replicator.apply();
        }
        return Outcome.of(
                result(plan, Optional.of(done)),
                List.of(words(done, plan)),
                done == StartResult.STOPPED
                        ? new NextStep("culvert apply " + file, "goes on where it was")
                        : new NextStep("culvert status " + file, "where it stands"));
    }

    private static String who() {
        return System.getProperty("user.name") + " pid "
                + ProcessHandle.current().pid();
    }

    private static String words(StartResult done, ReplicationPlan plan) {
        String follows = plan.tables().size() + " tables are copied and follow the source";
        return switch (done) {
            case STREAMING -> plan.steps().isEmpty() ? "nothing to do: " + follows : follows;
            case STREAMING_PASSWORD_LOGGED ->
                follows + "; the target's server may have logged the source's password: look at its log, and change the"
                        + " password";
            case STOPPED -> "stopped; tables that are copied to their end stay";
        };
    }

    private static ObjectNode result(ReplicationPlan plan, Optional<StartResult> done) {
        return ReplicationPlanText.json(plan)
                .put(
                        "result",
                        done.map(each -> each.name().toLowerCase(Locale.ROOT)).orElse(null));
    }
}
