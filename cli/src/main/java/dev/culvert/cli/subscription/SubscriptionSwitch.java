package dev.culvert.cli.subscription;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Consent;
import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.server.Missing;
import dev.culvert.cli.server.ServerOptions;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.subscription.SubscriptionInfo;
import dev.culvert.postgres.subscription.Subscriptions;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that stops a subscription, or lets it run. */
abstract class SubscriptionSwitch extends Subcommand {
    private final boolean run;
    private final String done;
    private final String question;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
    private boolean dryRun;

    @Parameters(paramLabel = "NAME", description = "Its name, as the catalog has it.")
    private String name = "";

    /**
     * @param run whether it is to run
     * @param done {@code paused} or {@code resumed}
     * @param question what to think of before
     */
    SubscriptionSwitch(boolean run, String done, String question) {
        this.run = run;
        this.done = done;
        this.question = question;
    }

    @Override
    protected final Outcome execute(Terminal terminal) {
        String object = "subscription \"" + name + "\"";
        try (Session session = server.sessions().open("subscription")) {
            Subscriptions subscriptions = new Subscriptions(session);
            SubscriptionInfo found =
                    subscriptions.find(name).orElseThrow(() -> Missing.of("subscription", name, server));
            if (found.enabled().equals(Optional.of(run))) {
                return Outcome.of(result(false), List.of("nothing to do: " + object + " is " + done + " already"));
            }
            if (dryRun) {
                return Outcome.of(result(false), List.of(object + " would be " + done));
            }
            Consent.ask(terminal, object, question);
            subscriptions.enable(name, run);
            return Outcome.of(result(true), List.of(done + " " + object))
                    .next(new NextStep(
                            "culvert subscription show " + name + " --url " + server.url(), "where it stands"));
        }
    }

    private ObjectNode result(boolean changed) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("subscription", name)
                .put(done, changed)
                .put("dryRun", dryRun);
    }
}
