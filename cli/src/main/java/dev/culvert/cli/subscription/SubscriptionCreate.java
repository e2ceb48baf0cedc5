package dev.culvert.cli.subscription;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Consent;
import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.server.ServerOptions;
import dev.culvert.migration.link.NativeSubscription;
import dev.culvert.migration.site.Site;
import dev.culvert.postgres.connection.ConnectionSettings;
import dev.culvert.postgres.connection.PostgresAddress;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.postgres.subscription.Subscriptions;
import dev.culvert.schemas.definition.PostgresDefinition;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.definition.TlsDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert subscription create} */
@Command(
        name = "create",
        description = "Make a subscription of PostgreSQL's own and its slot; the tables must be on both sides.")
public final class SubscriptionCreate extends Subcommand {
    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(
            names = "--from",
            required = true,
            paramLabel = "postgresql://USER@HOST:PORT/DATABASE",
            description = "The publisher, as both Culvert and the subscriber reach it, without a password.")
    private String from = "";

    @Option(
            names = "--from-password",
            paramLabel = "env:NAME|file:PATH",
            description = "Where its password is found; the subscriber keeps it.")
    private Optional<String> fromPassword = Optional.empty();

    @Option(
            names = "--from-tls-mode",
            paramLabel = "MODE",
            converter = ServerOptions.Mode.class,
            description = "disable, require, verify-ca or verify-full; default: verify-full, on loopback disable.")
    private Optional<TlsDefinition.Mode> fromTlsMode = Optional.empty();

    @Option(
            names = "--from-tls-root-cert",
            paramLabel = "FILE",
            description = "PEM certificates to trust, on both machines.")
    private Optional<Path> fromRootCert = Optional.empty();

    @Option(
            names = "--publication",
            required = true,
            split = ",",
            paramLabel = "NAME",
            description = "A publication of the publisher; may be repeated.")
    private List<String> publications = new ArrayList<>();

    @Option(names = "--no-copy", description = "Leave the rows that are there; take later changes only.")
    private boolean noCopy;

    @Option(names = "--paused", description = "Make it, and do not let it run yet.")
    private boolean paused;

    @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
    private boolean dryRun;

    @Parameters(paramLabel = "NAME", description = "Its name, and its slot's.")
    private String name = "";

    @Override
    protected Outcome execute(Terminal terminal) {
        Site publisher = publisher();
        NativeSubscription subscription = new NativeSubscription(name, publications, !noCopy, !paused);
        String object = "subscription \"" + name + "\"";
        try (Session session = server.sessions().open("subscription create")) {
            if (new Subscriptions(session).find(name).isPresent()) {
                return Outcome.of(result(false), List.of("nothing to do: there is a " + object + " already"));
            }
            if (dryRun) {
                return Outcome.of(
                        result(false),
                        List.of("on the publisher: a slot \"" + name + "\" of pgoutput", subscription.statement()));
            }
            Consent.ask(terminal, object, subscription.statement() + " would be run; the publisher gets its slot.");
            boolean silent = subscription.create(publisher, session);
            List<String> said = new ArrayList<>(List.of("created " + object));
            if (!silent && fromPassword.isPresent()) {
                said.add(
                        "the subscriber's server may have logged the password: look at its log, and change the password");
            }
            return Outcome.of(result(true), said)
                    .next(new NextStep(
                            "culvert subscription show " + name + " --url " + server.url(), "where it stands"));
        }
    }

    private Site publisher() {
        Optional<SecretReference> password = fromPassword.map(text -> ServerOptions.reference("--from-password", text));
        TlsDefinition tls =
                new TlsDefinition(fromTlsMode, fromRootCert, Optional.empty(), Optional.empty(), Optional.empty());
        PostgresDefinition definition = new PostgresDefinition(Optional.of(from), Optional.empty(), password, tls);
        ConnectionSettings settings = new ConnectionSettings(
                PostgresAddress.parse(from), password, tls, "cli", ConnectionSettings.DEFAULT_CONNECT_TIMEOUT);
        return new Site(Site.Role.SOURCE, new Sessions(settings), definition);
    }

    private ObjectNode result(boolean created) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("subscription", name)
                .put("created", created)
                .put("dryRun", dryRun);
    }
}
