package dev.culvert.runtime.shape;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;

/** A shape that is not followed, and the way out. */
final class Refusals {
    private Refusals() {}

    static CulvertException shape(TableId table, String fact) {
        return refused(
                ErrorCode.SHAPE_CHANGED,
                table,
                fact,
                RunCommandText.anew(table) + " copies the table anew in its present shape.");
    }

    static CulvertException key(TableId table, String fact) {
        return refused(ErrorCode.KEY_CHANGED, table, fact, RunCommandText.anewWithOtherKey(table));
    }

    private static CulvertException refused(ErrorCode code, TableId table, String fact, String remedy) {
        return new CulvertException(code, "table " + table, fact, Changed.POSITION_KEPT, remedy);
    }
}
