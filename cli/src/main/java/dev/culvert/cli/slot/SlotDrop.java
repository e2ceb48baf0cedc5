package dev.culvert.cli.slot;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Consent;
import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.server.ServerOptions;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.slot.Slots;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert slot drop} */
@Command(name = "drop", description = "Drop a replication slot that nobody reads; its reader can then not go on.")
public final class SlotDrop extends Subcommand {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
    private boolean dryRun;

    @Parameters(paramLabel = "NAME", description = "Its name, as the catalog has it.")
    private String name = "";

    @Override
    protected Outcome execute(Terminal terminal) {
        try (Session session = server.sessions().open("slot drop")) {
            if (new Slots(session).find(name).isEmpty()) {
                return Outcome.of(result(false), List.of("nothing to do: there is no slot \"" + name + "\""));
            }
            if (dryRun) {
                return Outcome.of(result(false), List.of("would drop slot \"" + name + "\""))
                        .next(new NextStep("culvert slot drop " + name + " --url " + server.url(), "to do it"));
            }
            Consent.askForName(
                    terminal,
                    "slot \"" + name + "\"",
                    "Whoever reads it cannot go on, and must copy its tables again.",
                    name);
            boolean dropped = new Slots(session).drop(name, PATIENCE);
            return Outcome.of(result(dropped), List.of("dropped slot \"" + name + "\""));
        }
    }

    private ObjectNode result(boolean dropped) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("slot", name)
                .put("dropped", dropped)
                .put("dryRun", dryRun);
    }
}
