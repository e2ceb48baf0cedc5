package dev.culvert.cli.replication;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.culvert.cli.command.Consent;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.migration.replication.Holding;
import dev.culvert.migration.site.Sites;
import dev.culvert.schemas.definition.ReplicationDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code culvert pause FILE} and {@code culvert resume FILE} of a replication. */
public final class ReplicationHold {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private ReplicationHold() {}

    /** @param dryRun whether nothing is to be done */
    public static Outcome pause(Path file, ReplicationDefinition definition, Terminal terminal, boolean dryRun) {
        Holding holding = new Holding(Sites.of(definition), definition.name());
        holding.check();
        if (!dryRun) {
            Consent.ask(terminal, file.toString(), "Meanwhile the source keeps WAL for it, and its disk may fill.");
            holding.pause(PATIENCE);
        }
        return outcome("paused", dryRun, "would disable the subscriptions", "paused; the source keeps WAL meanwhile")
                .next(new NextStep("culvert resume " + file, "lets it go on"));
    }

    /** @param dryRun whether nothing is to be done */
    public static Outcome resume(Path file, ReplicationDefinition definition, Terminal terminal, boolean dryRun) {
        Holding holding = new Holding(Sites.of(definition), definition.name());
        holding.check();
        if (!dryRun) {
            Consent.ask(terminal, file.toString(), "The target takes changes again.");
            holding.resume();
        }
        return outcome("resumed", dryRun, "would enable the subscriptions", "resumed")
                .next(new NextStep("culvert status " + file, "where it stands"));
    }

    private static Outcome outcome(String key, boolean dryRun, String would, String done) {
        return Outcome.of(
                JsonNodeFactory.instance.objectNode().put("dryRun", dryRun).put(key, !dryRun),
                List.of(dryRun ? would : done));
    }
}
