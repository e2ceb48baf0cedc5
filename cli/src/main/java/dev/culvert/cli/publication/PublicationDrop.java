package dev.culvert.cli.publication;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Consent;
import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.server.ServerOptions;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.publication.Publications;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert publication drop} */
@Command(name = "drop", description = "Drop a publication; its readers then fail.")
public final class PublicationDrop extends Subcommand {
    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
    private boolean dryRun;

    @Parameters(paramLabel = "NAME", description = "Its name, as the catalog has it.")
    private String name = "";

    @Override
    protected Outcome execute(Terminal terminal) {
        try (Session session = server.sessions().open("publication drop")) {
            if (new Publications(session).read(name).isEmpty()) {
                return Outcome.of(result(false), List.of("nothing to do: there is no publication \"" + name + "\""));
            }
            if (dryRun) {
                return Outcome.of(result(false), List.of("would drop publication \"" + name + "\""))
                        .next(new NextStep("culvert publication drop " + name + " --url " + server.url(), "to do it"));
            }
            Consent.askForName(
                    terminal,
                    "publication \"" + name + "\"",
                    "Readers of slots that use it fail, and must copy its tables again.",
                    name);
            boolean dropped = new Publications(session).drop(name);
            return Outcome.of(result(dropped), List.of("dropped publication \"" + name + "\""));
        }
    }

    private ObjectNode result(boolean dropped) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("publication", name)
                .put("dropped", dropped)
                .put("dryRun", dryRun);
    }
}
