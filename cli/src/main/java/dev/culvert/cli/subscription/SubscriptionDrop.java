package dev.culvert.cli.subscription;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Consent;
import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.server.ServerOptions;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.subscription.Subscriptions;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert subscription drop} */
@Command(
        name = "drop",
        description = "Drop a subscription, and with it its slot on the publisher, which must be within reach.")
public final class SubscriptionDrop extends Subcommand {
    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
    private boolean dryRun;

    @Parameters(paramLabel = "NAME", description = "Its name, as the catalog has it.")
    private String name = "";

    @Override
    protected Outcome execute(Terminal terminal) {
        try (Session session = server.sessions().open("subscription drop")) {
            if (new Subscriptions(session).find(name).isEmpty()) {
                return Outcome.of(result(false), List.of("nothing to do: there is no subscription \"" + name + "\""));
            }
            if (dryRun) {
                return Outcome.of(result(false), List.of("would drop subscription \"" + name + "\""))
                        .next(new NextStep("culvert subscription drop " + name + " --url " + server.url(), "to do it"));
            }
            Consent.askForName(
                    terminal, "subscription \"" + name + "\"", "Its slot on the publisher is dropped as well.", name);
            boolean dropped = new Subscriptions(session).drop(name);
            return Outcome.of(result(dropped), List.of("dropped subscription \"" + name + "\""));
        }
    }

    private ObjectNode result(boolean dropped) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("subscription", name)
                .put("dropped", dropped)
                .put("dryRun", dryRun);
    }
}
