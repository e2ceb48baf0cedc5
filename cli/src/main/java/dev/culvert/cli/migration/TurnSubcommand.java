package dev.culvert.cli.migration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Consent;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.FindingText;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.migration.certificate.Certificate;
import dev.culvert.migration.certificate.CertificateFile;
import dev.culvert.migration.cutover.CutoverOptions;
import dev.culvert.migration.cutover.Turns;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.state.Standing;
import dev.culvert.migration.traffic.setup.DefinedTraffic;
import dev.culvert.migration.watchdog.WatchdogProcess;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.finding.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Moves the writes to the other side: {@code cutover} and {@code rollback}. */
abstract class TurnSubcommand extends MigrationSubcommand {
    @Option(
            names = "--dry-run",
            description = "Look whether the gates are open, show the steps with their statements, and do nothing.")
    private boolean dryRun;

    @Option(
            names = "--certificate",
            paramLabel = "PATH",
            description = "Where the certificate is written; default: the migration's name, the turn and .json.")
    private Optional<Path> certificate = Optional.empty();

    abstract MigrationState.Verb verb();

    abstract CutoverOptions options();

    abstract Certificate turn(Turns turns);

    /** Ends the question. */
    abstract String what();

    @Override
    final Outcome execute(MigrationDefinition definition, Terminal terminal) {
        Turns turns = turns(definition, terminal);
        if (dryRun) {
            Standing standing = turns.standing();
            List<Finding> gates = standing.state().allows(verb()) ? turns.gates(verb()) : List.of();
            return new TurnScript(definition, standing, verb()).outcome(gates, new FindingText(terminal.plain()));
        }
        if (!options().rehearse()) {
            Consent.askForName(terminal, file().toString(), what(), definition.name());
        } else {
            Consent.ask(
                    terminal,
                    file().toString(),
                    "A rehearsal holds the writes as the real one does, for at most "
                            + definition.cutover().maxWritePause().toMillis() + " ms.");
        }
        Certificate done = turn(turns);
        if (options().rehearse()) {
            return Outcome.of(
                    result(done, Optional.empty()),
                    List.of("rehearsed: writes were held for " + pause(done)
                            + " and go to the old side again; nothing was decided"),
                    new NextStep("culvert migrate cutover " + file(), "does it"));
        }
        Path written = certificate.orElse(Path.of(done.migration() + "-turn-" + done.turn() + ".json"));
        CertificateFile.write(done, written);
        return Outcome.of(
                result(done, Optional.of(written)),
                List.of(done.outcome() + ": writes were held for " + pause(done), "certificate: " + written),
                new NextStep("culvert migrate status " + file(), "where it stands, and what may be done"));
    }

    private Turns turns(MigrationDefinition definition, Terminal terminal) {
        return new Turns(
                definition,
                () -> DefinedTraffic.of(
                        definition.name(),
                        Sites.of(definition),
                        definition.cutover().traffic(),
                        terminal::message),
                () -> WatchdogProcess.start(file()),
                new TurnListener(terminal),
                who());
    }

    private static String pause(Certificate done) {
        return done.writePause().toMillis() + " ms";
    }

    private static ObjectNode result(Certificate done, Optional<Path> written) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("dryRun", false);
        node.putArray("gates");
        node.putArray("steps");
        node.set("certificate", CertificateFile.json(done));
        return node.put("certificateFile", written.map(Path::toString).orElse(null));
    }
}
