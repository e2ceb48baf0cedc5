package dev.culvert.migration.gate;

import dev.culvert.migration.closing.UserTables;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A table that only the old side has: its rows would stay behind. */
final class NewTablesGate extends Gate {
    NewTablesGate() {
        super("new tables");
    }

    @Override
    List<Finding> look(Ground ground) {
        Set<TableId> known = new HashSet<>(UserTables.of(ground.newSide()));
        ErrorCode code = ground.turn().forward() ? ErrorCode.CUTOVER_GATE : ErrorCode.ROLLBACK_NEW_TABLE;
        List<Finding> found = UserTables.of(ground.oldSide()).stream()
                .filter(table -> !known.contains(table))
                .map(table -> new Finding(
                        code,
                        Severity.ERROR,
                        "table " + table,
                        "It was made on the " + ground.turn().oldSide().role() + ", and the "
                                + ground.turn().newSide().role()
                                + " has none of that name: its rows would stay behind.",
                        "Move it by hand, or drop it, then try again."))
                .toList();
        return found.isEmpty() ? passed("None that only the old side has.") : found;
    }
}
