package dev.culvert.runtime;

import dev.culvert.postgres.connection.Session;
import dev.culvert.runtime.shape.CurrentShapes;
import dev.culvert.runtime.shape.ShapeLook;
import dev.culvert.runtime.shape.ShapeRules;
import dev.culvert.runtime.start.ContextComparison;
import dev.culvert.runtime.watch.Look;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.position.PositionContext;
import java.util.List;
import java.util.function.Function;

/**
 * Holds the catalog against what the position is valid for. The catalog may be ahead of the stream in shapes that can be followed: the
 * stream brings them, or has nothing to bring.
 */
final class CatalogLook implements Look {
    private final CurrentShapes shapes;
    private final Function<Session, PositionContext> contextNow;

    private PositionContext before;
    private PositionContext found;

    CatalogLook(CurrentShapes shapes, Function<Session, PositionContext> contextNow) {
        this.shapes = shapes;
        this.contextNow = contextNow;
    }

    @Override
    public List<Finding> differences(Session session) {
        before = shapes.context(); // older than what is found, always: the stream is behind the catalog
        found = contextNow.apply(session);
        ShapeRules rules = new ShapeRules(table -> !shapes.isFixed(table), shapes.expressible(session));
        return ContextComparison.compare(before, found, rules);
    }

    @Override
    public void passed(Session session, Lsn point) {
        shapes.looked(new ShapeLook(before, found, shapes.schemas(before, found, session), point));
    }
}
