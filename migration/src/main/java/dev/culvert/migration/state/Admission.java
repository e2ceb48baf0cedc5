package dev.culvert.migration.state;

import dev.culvert.migration.turn.Marks;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Locale;
import java.util.Set;

/** Whether a state allows what is asked for. */
public final class Admission {
    private Admission() {}

    /** What must not meddle with a turn: it would let held traffic stay held, or start a link that the turn has stopped. */
    private static final Set<MigrationState.Verb> BESIDE_TURNS =
            Set.of(MigrationState.Verb.PAUSE, MigrationState.Verb.RESUME, MigrationState.Verb.CANCEL);

    /** @throws CulvertException {@link ErrorCode#MIGRATION_STATE} */
    public static void require(String migration, Standing standing, MigrationState.Verb verb) {
        boolean turning = standing.record()
                .map(record -> record.mark().startsWith(Marks.TURNING))
                .orElse(false);
        if (turning && BESIDE_TURNS.contains(verb)) {
            throw new CulvertException(
                    ErrorCode.MIGRATION_STATE,
                    "migration " + migration,
                    "A cutover or rollback is under way, or was interrupted. " + standing.why(),
                    Changed.NOTHING,
                    "culvert migrate retry FILE ends one that was interrupted; then give the command again.");
        }
        if (!standing.state().allows(verb)) {
            throw new CulvertException(
                    ErrorCode.MIGRATION_STATE,
                    "migration " + migration,
                    "It is " + standing.state() + ", which does not allow "
                            + verb.name().toLowerCase(Locale.ROOT) + ". " + standing.why(),
                    Changed.NOTHING,
                    "culvert migrate status FILE names what may be done.");
        }
    }
}
