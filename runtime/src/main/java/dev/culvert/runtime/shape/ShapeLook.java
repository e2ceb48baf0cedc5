package dev.culvert.runtime.shape;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.position.PositionContext;
import java.util.Map;

/**
 * What a look at the catalog found. When the stream has passed the point, all that was found is behind it: what still differs then
 * are changes that no row followed.
 *
 * @param before what the position was valid for when the look began
 * @param found what the catalog had
 * @param schemas of the tables whose shape differs
 * @param point a position after the look
 */
public record ShapeLook(PositionContext before, PositionContext found, Map<TableId, TableSchema> schemas, Lsn point) {
    public ShapeLook {
        schemas = Map.copyOf(schemas);
    }
}
