package dev.culvert.cli.migration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.Findings;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.state.Standing;
import dev.culvert.migration.verify.TokenSettling;
import dev.culvert.migration.verify.Verifier;
import dev.culvert.migration.verify.VerifyOptions;
import dev.culvert.migration.verify.VerifyReport;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.error.CulvertException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code culvert migrate verify FILE} */
@Command(
        name = "verify",
        description = "Compare every row of both sides while they are in use; differences by table and key, exit 5.")
public final class MigrateVerify extends MigrationSubcommand {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Option(names = "--dry-run", description = "Show what would be compared, and do nothing.")
    private boolean dryRun;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "2",
            description = "Tables at a time, each with a session on both servers; default: ${DEFAULT-VALUE}.")
    private int parallelism = 2;

    @Override
    Outcome execute(MigrationDefinition definition, Terminal terminal) {
        Sites sites = Sites.of(definition);
        Standing standing = Standings.require(definition, MigrationState.Verb.VERIFY);
        Site publisher = sites.of(standing.open().orElse(Site.Role.SOURCE));
        Site subscriber = sites.other(publisher);
        if (dryRun) {
            return Outcome.of(
                    JsonNodeFactory.instance.objectNode().put("dryRun", true),
                    List.of("would compare every row of " + publisher + " with " + subscriber));
        }
        VerifyReport report = verifier(definition, sites, publisher)
                .run(definition.cutover().verify().maxAge());
        remember(sites, definition.name(), report);
        Outcome outcome = Outcome.of(
                json(report), List.of(report.tables() + " tables, " + report.rows() + " rows were compared"));
        try {
            report.requireEqual();
        } catch (CulvertException e) {
            return outcome.failed(e);
        }
        return outcome.next(new NextStep("culvert migrate status " + file(), "what may be done now"));
    }

    private Verifier verifier(MigrationDefinition definition, Sites sites, Site publisher) {
        VerifyOptions usual = VerifyOptions.DEFAULT;
        return new Verifier(
                definition.name(),
                publisher,
                sites.other(publisher),
                definition.tables(),
                new TokenSettling(sites, definition.name(), publisher, PATIENCE),
                new VerifyOptions(parallelism, usual.chunkRows(), usual.pause(), usual.rounds(), usual.listed()));
    }

    /** A cutover asks for its age; what differs is no longer what an earlier verify found equal. */
    private static void remember(Sites sites, String migration, VerifyReport report) {
        try (Session target = sites.target().open("verify")) {
            Journal journal = new Journal(target, migration, who());
            if (report.isEqual()) {
                journal.verified(report.began());
            } else if (!report.differences().isEmpty()) {
                journal.differs();
            }
        }
    }

    private static ObjectNode json(VerifyReport report) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("dryRun", false)
                .put("equal", report.isEqual())
                .put("began", report.began().toString())
                .put("tables", report.tables())
                .put("rows", report.rows())
                .put("unlisted", report.unlisted());
        node.set("findings", Findings.json(report.findings()));
        return node;
    }
}
