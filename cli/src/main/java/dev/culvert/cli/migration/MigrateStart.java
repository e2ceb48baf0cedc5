package dev.culvert.cli.migration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Consent;
import dev.culvert.cli.command.StopOnSignal;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.Findings;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.migration.lease.Lease;
import dev.culvert.migration.preflight.Preflight;
import dev.culvert.migration.schema.SchemaCopy;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.start.StartResult;
import dev.culvert.migration.start.Starter;
import dev.culvert.migration.state.MigrationState;
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
import picocli.CommandLine.Option;

/** {@code culvert migrate start FILE} */
@Command(
        name = "start",
        description = "Copy the schema and the tables, then follow; goes on where an earlier start was interrupted.")
public final class MigrateStart extends MigrationSubcommand {
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
        StartResult done;
        try (Lease lease = Lease.take(sites, definition.name());
                SchemaCopy schema = new SchemaCopy(
                        sites, definition.name(), definition.copy().parallelism())) {
            lease.check();
            Starter starter = new Starter(sites, definition, schema, new StartProgressText(terminal), who());
            StopOnSignal signal = StopOnSignal.install(starter::stop);
            terminal.whenPrinted(signal::finished);
            done = starter.start();
            schema.notes().forEach(note -> terminal.message(note.object() + ": " + note.fact()));
        }
        return Outcome.of(
                result(Optional.of(done), findings),
                List.of(words(done)),
                done == StartResult.STOPPED
                        ? new NextStep("culvert migrate start " + file(), "goes on where it was")
                        : new NextStep("culvert migrate verify " + file(), "compares every row, before the cutover"));
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

    private static String words(StartResult done) {
        return switch (done) {
            case STREAMING -> "every table is copied and follows the source";
            case STREAMING_PASSWORD_LOGGED ->
                "every table is copied and follows the source; the target's server may have logged the source's password:"
                        + " look at its log, and change the password";
            case STOPPED -> "stopped; what is copied stays";
        };
    }

    private ObjectNode result(Optional<StartResult> done, List<Finding> findings) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("dryRun", dryRun)
                .put(
                        "result",
                        done.map(each -> each.name().toLowerCase(Locale.ROOT)).orElse(null));
        node.set("findings", Findings.json(findings));
        return node;
    }
}
