package dev.culvert.migration.state;

import dev.culvert.migration.journal.MigrationRecord;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.turn.Decision;
import java.util.Optional;

/**
 * Where a migration stands.
 *
 * @param open the side that takes writes; empty while neither does, or it cannot be known
 * @param turn the number of the last turn that was decided; 0 before the first
 * @param decision of that turn
 * @param record what the target remembers, if it can be asked and does
 * @param busy who works on it now, for people
 * @param why a sentence that says how the state is known
 */
public record Standing(
        MigrationState state,
        Optional<Site.Role> open,
        int turn,
        Optional<Decision> decision,
        Optional<MigrationRecord> record,
        Optional<String> busy,
        String why) {

    /** The number of the turn that is under way, or comes next. */
    public int nextTurn() {
        return turn + 1;
    }
}
