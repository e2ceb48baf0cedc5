package dev.culvert.migration.gate;

import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.journal.MigrationRecord;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.settle.Stage;
import dev.culvert.migration.traffic.Traffic;
import dev.culvert.migration.turn.Turn;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.definition.CutoverDefinition;
import java.util.List;
import java.util.Optional;

/**
 * What the gates look at.
 *
 * @param live links from the old side to the new one
 * @param record what the target remembers
 */
public record Ground(
        Turn turn,
        CutoverDefinition definition,
        List<Link> live,
        Session oldSide,
        Session newSide,
        Traffic traffic,
        Optional<MigrationRecord> record) {

    public Ground {
        live = List.copyOf(live);
    }

    /** @param stage with both sides within reach, and the journal */
    public static Ground of(Stage stage, CutoverDefinition definition) {
        return new Ground(
                stage.turn(),
                definition,
                stage.live(),
                stage.oldSide().orElseThrow(() -> new IllegalArgumentException("the old side is needed")),
                stage.newSide().orElseThrow(() -> new IllegalArgumentException("the new side is needed")),
                stage.traffic(),
                stage.journal().flatMap(Journal::read));
    }
}
