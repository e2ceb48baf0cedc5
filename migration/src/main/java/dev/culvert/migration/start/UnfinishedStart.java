package dev.culvert.migration.start;

import dev.culvert.migration.copy.CopyRecord;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.state.Standing;
import dev.culvert.postgres.connection.Session;

/** A start that did not come to its end: another one goes on with it. */
public final class UnfinishedStart {
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
        if (standing.turn() > 0 || standing.state() != MigrationState.CATCHING_UP) {
            return false;
        }
        try (Session target = sites.target().open("retry")) {
            return new CopyRecord(target, migration).isUnfinished();
        }
    }
}
