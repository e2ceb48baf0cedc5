package dev.culvert.runtime;

import dev.culvert.postgres.connection.Session;
import dev.culvert.runtime.shape.CurrentShapes;
import dev.culvert.runtime.shape.ShapeLook;
import dev.culvert.runtime.shape.ShapeRules;
import dev.culvert.runtime.start.ContextComparison;
import dev.culvert.runtime.start.UnloggedLeaves;
import dev.culvert.runtime.watch.Look;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.position.PositionContext;
import java.util.List;
import java.util.Map;
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
    private Map<TableId, TableSchema> schemas = Map.of();

    CatalogLook(CurrentShapes shapes, Function<Session, PositionContext> contextNow) {
        this.shapes = shapes;
        this.contextNow = contextNow;
    }

    @Override
    public List<Finding> differences(Session session) {
        before = shapes.context(); // older than what is found, always: the stream is behind the catalog
        found = contextNow.apply(session);
        ShapeRules rules = new ShapeRules(table -> !shapes.isFixed(table), shapes.expressible(session));
        List<Finding> differences = ContextComparison.compare(before, found, rules);
        if (differences.isEmpty()) {
            differences = UnloggedLeaves.find(found, session);
        }
        return differences.isEmpty() ? unreadable(session) : differences;
    }

    /** A column of the key that is gone, and a type, are told now and not when a row comes. */
    private List<Finding> unreadable(Session session) {
        try {
            schemas = shapes.schemas(before, found, session);
            return List.of();
        } catch (CulvertException e) {
            if (e.code() != ErrorCode.SHAPE_CHANGED && e.code() != ErrorCode.KEY_CHANGED) {
                throw e;
            }
            return List.of(new Finding(e.code(), Severity.ERROR, e.object(), e.fact(), e.remedy()));
        }
    }

    @Override
    public void passed(Lsn point) {
        shapes.looked(new ShapeLook(before, found, schemas, point));
    }
}
