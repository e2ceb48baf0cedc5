package dev.culvert.cli.migration;

import dev.culvert.migration.certificate.Certificate;
import dev.culvert.migration.cutover.CutoverOptions;
import dev.culvert.migration.cutover.Turns;
import dev.culvert.migration.state.MigrationState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code culvert migrate cutover FILE} */
@Command(name = "cutover", description = "Move the writes to the target, or give them back to the source.")
public final class MigrateCutover extends TurnSubcommand {
    @Option(
            names = "--rehearse",
            description = "Do everything up to the decision, then give the source back and tell how long it took.")
    private boolean rehearse;

    @Override
    MigrationState.Verb verb() {
        return MigrationState.Verb.CUTOVER;
    }

    @Override
    CutoverOptions options() {
        return rehearse ? CutoverOptions.REHEARSAL : CutoverOptions.REAL;
    }

    @Override
    Certificate turn(Turns turns) {
        return turns.cutover(options());
    }

    @Override
    String what() {
        return "Writes move to the target; the source is closed.";
    }
}
