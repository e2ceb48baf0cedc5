package dev.culvert.migration.gate;

import dev.culvert.migration.comparison.CatalogComparison;
import dev.culvert.migration.comparison.Difference;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** DDL since the copy: logical replication carries none, so both catalogs are compared. */
final class CatalogsGate extends Gate {
    CatalogsGate() {
        super("catalogs");
    }

    @Override
    List<Finding> look(Ground ground) {
        boolean forward = ground.turn().forward();
        Session source = forward ? ground.oldSide() : ground.newSide();
        Session target = forward ? ground.newSide() : ground.oldSide();
        List<Finding> found = CatalogComparison.of(source, target).stream()
                .map(CatalogsGate::finding)
                .toList();
        return found.isEmpty() ? passed("Both sides have the same objects.") : found;
    }

    private static Finding finding(Difference difference) {
        return finding(
                Severity.ERROR,
                difference.object(),
                difference.fact(),
                "Make the same change on the other side, or undo it.");
    }
}
