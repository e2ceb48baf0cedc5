package dev.culvert.migration.state;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Locale;

/** Whether a state allows what is asked for. */
public final class Admission {
    private Admission() {}

    /** @throws CulvertException {@link ErrorCode#MIGRATION_STATE} */
    public static void require(String migration, Standing standing, MigrationState.Verb verb) {
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
