package dev.culvert.cli.subscription;

import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.output.RecordJson;
import dev.culvert.cli.server.Missing;
import dev.culvert.cli.server.ServerOptions;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.subscription.SubscriptionInfo;
import dev.culvert.postgres.subscription.Subscriptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code culvert subscription show} */
@Command(name = "show", description = "Show one subscription.")
public final class SubscriptionShow extends Subcommand {
    @Mixin
    private ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "NAME", description = "Its name, as the catalog has it.")
    private String name = "";

    @Override
    protected Outcome execute(Terminal terminal) {
        try (Session session = server.sessions().open("subscription show")) {
            SubscriptionInfo subscription =
                    new Subscriptions(session).find(name).orElseThrow(() -> Missing.of("subscription", name, server));
            return Outcome.of(RecordJson.of(subscription), SubscriptionWords.lines(subscription));
        }
    }
}
