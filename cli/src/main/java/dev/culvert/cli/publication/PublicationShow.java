package dev.culvert.cli.publication;

import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.output.RecordJson;
import dev.culvert.cli.server.Missing;
import dev.culvert.cli.server.ServerOptions;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.publication.Publication;
import dev.culvert.postgres.publication.Publications;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code culvert publication show} */
@Command(name = "show", description = "Show one publication.")
public final class PublicationShow extends Subcommand {
    @Mixin
    private ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "NAME", description = "Its name, as the catalog has it.")
    private String name = "";

    @Override
    protected Outcome execute(Terminal terminal) {
        try (Session session = server.sessions().open("publication show")) {
            Publication publication =
                    new Publications(session).read(name).orElseThrow(() -> Missing.of("publication", name, server));
            return Outcome.of(RecordJson.of(publication), PublicationWords.lines(publication));
        }
    }
}
