package dev.culvert.cli.migration;

import dev.culvert.migration.certificate.Certificate;
import dev.culvert.migration.cutover.CutoverOptions;
import dev.culvert.migration.cutover.Turns;
import dev.culvert.migration.state.MigrationState;
import picocli.CommandLine.Command;

/** {@code culvert migrate rollback FILE} */
@Command(
        name = "rollback",
        description = "Move the writes back to the source, with all that the target took meanwhile.")
public final class MigrateRollback extends TurnSubcommand {
    @Override
    MigrationState.Verb verb() {
        return MigrationState.Verb.ROLLBACK;
    }

    @Override
    CutoverOptions options() {
        return CutoverOptions.REAL;
    }

    @Override
    Certificate turn(Turns turns) {
        return turns.rollback(options());
    }

    @Override
    String what() {
        return "Writes move back to the source; the target is closed.";
    }
}
