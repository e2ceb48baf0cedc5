package dev.culvert.cli.migration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.culvert.cli.command.StopOnSignal;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.migration.cutover.Guard;
import dev.culvert.migration.cutover.Turns;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.traffic.setup.DefinedTraffic;
import dev.culvert.migration.watchdog.StandbyWatchdog;
import dev.culvert.migration.watchdog.TurnWatch;
import dev.culvert.schemas.definition.MigrationDefinition;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code culvert migrate watchdog FILE} */
@Command(
        name = "watchdog",
        description =
                "On a second machine: end a cutover or rollback whose own machine is lost. Runs until the migration is over.")
public final class MigrateWatchdog extends MigrationSubcommand {
    @Override
    Outcome execute(MigrationDefinition definition, Terminal terminal) {
        Sites sites = Sites.of(definition);
        Turns turns = new Turns(
                definition,
                () -> DefinedTraffic.of(
                        definition.name(), sites, definition.cutover().traffic(), terminal::message),
                () -> Guard.NONE,
                new TurnListener(terminal),
                "watchdog " + who());
        try (TurnWatch watch = new TurnWatch(sites, definition.name())) {
            StandbyWatchdog watchdog = new StandbyWatchdog(watch, turns, terminal::message);
            StopOnSignal signal = StopOnSignal.install(watchdog::stop);
            try {
                terminal.message("watching; it ends a turn that nobody works on any more");
                int ended = watchdog.run();
                return Outcome.of(
                        JsonNodeFactory.instance.objectNode().put("ended", ended),
                        List.of("nothing left to watch; turns that it ended: " + ended),
                        new NextStep("culvert migrate status " + file(), "where it stands"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("nobody interrupts it", e);
            } finally {
                signal.finished();
            }
        }
    }
}
