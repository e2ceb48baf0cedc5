package dev.culvert.migration.gate;

import dev.culvert.migration.schema.LargeObjectState;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Large objects are copied once and are in no stream: what became of them since stays behind, in either direction. */
final class LargeObjectsGate extends Gate {
    LargeObjectsGate() {
        super("large objects");
    }

    @Override
    List<Finding> look(Ground ground) {
        if (ground.turn().forward()) {
            return List.of(LargeObjectState.check(
                    ground.oldSide(), ground.newSide(), ground.turn().migration()));
        }
        long there = ground.oldSide()
                .one("SELECT pg_catalog.count(*) AS n FROM pg_catalog.pg_largeobject_metadata", row -> row.number("n"));
        return there == 0
                ? passed("There are none.")
                : List.of(finding(
                        Severity.WARNING,
                        title(),
                        "The target has " + there + "; what was written to them since the cutover does not go back.",
                        "Copy by hand those that changed, with lo_export and lo_import."));
    }
}
