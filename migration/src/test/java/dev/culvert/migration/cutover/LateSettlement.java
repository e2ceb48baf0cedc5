package dev.culvert.migration.cutover;

import dev.culvert.migration.harness.ReadyMigration;
import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.settle.OpenStage;
import dev.culvert.migration.settle.Settlement;
import dev.culvert.migration.traffic.CombinedTraffic;
import java.util.List;

/** Whoever settles a turn, and was away for long between its look at the journal and what it does. */
final class LateSettlement {
    private LateSettlement() {}

    static Settlement.Result of(ReadyMigration migration, int turn) {
        try (OpenStage open = new OpenStage(
                migration.definition(), migration.sites(), turn, "turn", "late", new CombinedTraffic(List.of()))) {
            open.stage().journal().ifPresent(Journal::beginEpoch);
            return Settlement.settle(open.stage());
        }
    }
}
