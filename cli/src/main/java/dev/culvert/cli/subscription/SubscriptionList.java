package dev.culvert.cli.subscription;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.output.RecordJson;
import dev.culvert.cli.output.TextTable;
import dev.culvert.cli.server.ServerOptions;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.subscription.SubscriptionInfo;
import dev.culvert.postgres.subscription.Subscriptions;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code culvert subscription list} */
@Command(name = "list", description = "List subscriptions of the database.")
public final class SubscriptionList extends Subcommand {
    @Mixin
    private ServerOptions server = new ServerOptions();

    @Override
    protected Outcome execute(Terminal terminal) {
        try (Session session = server.sessions().open("subscription list")) {
            List<SubscriptionInfo> found = new Subscriptions(session).list();
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            ArrayNode array = result.putArray("subscriptions");
            TextTable table = new TextTable("NAME", "OWNER", "ENABLED", "SLOT", "PUBLICATIONS", "RECEIVED");
            for (SubscriptionInfo each : found) {
                array.add(RecordJson.of(each));
                table.row(
                        each.name(),
                        each.owner(),
                        each.enabled().map(on -> on ? "yes" : "no").orElse("-"),
                        each.slot().orElse("-"),
                        each.publications()
                                .map(names -> String.join(", ", names))
                                .orElse("-"),
                        each.receivedLsn().map(Object::toString).orElse("-"));
            }
            return Outcome.of(result, found.isEmpty() ? List.of("none") : table.lines());
        }
    }
}
