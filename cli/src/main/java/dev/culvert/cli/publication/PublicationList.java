package dev.culvert.cli.publication;

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
import dev.culvert.postgres.publication.Publication;
import dev.culvert.postgres.publication.Publications;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code culvert publication list} */
@Command(name = "list", description = "List publications of the database.")
public final class PublicationList extends Subcommand {
    @Mixin
    private ServerOptions server = new ServerOptions();

    @Override
    protected Outcome execute(Terminal terminal) {
        try (Session session = server.sessions().open("publication list")) {
            List<Publication> found = new Publications(session).list();
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            ArrayNode array = result.putArray("publications");
            TextTable table = new TextTable("NAME", "OWNER", "TABLES", "PUBLISHES", "VIA ROOT");
            for (Publication each : found) {
                array.add(RecordJson.of(each));
                table.row(
                        each.name(),
                        each.owner(),
                        PublicationWords.tables(each),
                        each.operations(),
                        each.viaRoot() ? "yes" : "no");
            }
            return Outcome.of(result, found.isEmpty() ? List.of("none") : table.lines());
        }
    }
}
