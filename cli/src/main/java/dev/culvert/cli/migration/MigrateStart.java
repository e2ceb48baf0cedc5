package dev.culvert.cli.migration;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Consent;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.http.HttpArguments;
import dev.culvert.cli.output.Findings;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.migration.preflight.Preflight;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.start.StartResult;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.runtime.http.StatusServer;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code culvert migrate start FILE} */
@Command(
        name = "start",
        description = "Copy the schema and the tables, then follow; goes on where an earlier start was interrupted.")
public final class MigrateStart extends MigrationSubcommand {
    @Mixin
    private HttpArguments http = new HttpArguments();

    @Option(names = "--dry-run", description = "Make every check, and do nothing.")
    private boolean dryRun;

    @Override
    Outcome execute(MigrationDefinition definition, Terminal terminal) {
        Sites sites = Sites.of(definition);
        List<Finding> findings = preflight(sites, definition);
        if (dryRun) {
            return Outcome.of(
                    result(Optional.empty(), findings),
                    List.of("every check passed, or only warns; culvert plan " + file() + " tells what would be done"));
        }
        Standings.require(definition, MigrationState.Verb.START);
        Consent.ask(
                terminal,
                file().toString(),
                "The source gets a publication and a slot, and the target a copy; the source stays in use.");
        CopyStart.Done done = served(definition, terminal);
        done.notes().forEach(terminal::message);
        return Outcome.of(
                result(Optional.of(done), findings),
                List.of(done.words()),
                done.result() == StartResult.STOPPED
                        ? new NextStep("culvert migrate start " + file(), "goes on where it was")
                        : new NextStep("culvert migrate verify " + file(), "compares every row, before the cutover"));
    }

    private CopyStart.Done served(MigrationDefinition definition, Terminal terminal) {
        Optional<StatusServer> server = new ServedMigration(definition).serve(http.options(), terminal);
        try {
            return new CopyStart(definition, terminal).run();
        } finally {
            server.ifPresent(StatusServer::close);
        }
    }

    /** @throws CulvertException with every error that was found */
    private static List<Finding> preflight(Sites sites, MigrationDefinition definition) {
        List<Finding> findings = new ArrayList<>();
        try (Preflight preflight = Preflight.of(sites, definition)) {
            preflight.checks().forEach(check -> findings.addAll(check.run()));
        }
        findings.removeIf(finding -> finding.severity() == Severity.PASSED);
        List<Finding> errors = findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .toList();
        if (!errors.isEmpty()) {
            throw CulvertException.of(errors, Changed.NOTHING);
        }
        return findings;
    }

    private ObjectNode result(Optional<CopyStart.Done> done, List<Finding> findings) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("dryRun", dryRun)
                .put(
                        "result",
                        done.map(each -> each.result().name().toLowerCase(Locale.ROOT))
                                .orElse(null));
        ArrayNode notes = node.putArray("notes");
        done.ifPresent(each -> each.notes().forEach(notes::add));
        node.set("findings", Findings.json(findings));
        return node;
    }
}
