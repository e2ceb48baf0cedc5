package dev.culvert.migration.start;

import dev.culvert.migration.copy.CopyRecord;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.state.Standing;
import dev.culvert.postgres.connection.Session;
import java.util.EnumSet;
import java.util.Set;

/** A start that did not come to its end: another one goes on with it. */
public final class UnfinishedStart {
    private static final Set<MigrationState> AFTER_THE_ROWS =
            EnumSet.of(MigrationState.CATCHING_UP, MigrationState.READY);

    private UnfinishedStart() {}

    /**
     * Whether something of a start is left to do: rows, or foreign keys and triggers after them.
     *
     * @param standing as it is now
     */
    public static boolean isLeft(Sites sites, String migration, Standing standing) {
        if (standing.state() == MigrationState.COPYING) {
            return true;
        }
        if (standing.turn() > 0 || !AFTER_THE_ROWS.contains(standing.state())) {
            return false;
        }
        try (Session target = sites.target().open("retry")) {
            CopyRecord record = new CopyRecord(target, migration);
            return !record.read().isEmpty() && !record.is(CopyRecord.Flag.ALL_READY);
        }
    }
}
