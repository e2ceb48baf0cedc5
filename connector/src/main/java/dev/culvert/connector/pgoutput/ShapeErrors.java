package dev.culvert.connector.pgoutput;

import dev.culvert.connector.capture.StreamShape;
import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.ReplicaIdentity;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** How a table in the stream differs from the captured one. */
final class ShapeErrors {

    private ShapeErrors() {}

    static CulvertException recreated(TableSchema captured, int oid) {
        return shape(
                captured,
                "It was dropped and made again: its oid was " + Integer.toUnsignedString(captured.relationOid())
                        + ", the stream has " + Integer.toUnsignedString(oid) + ".");
    }

    static CulvertException renamed(TableSchema captured, TableId name) {
        return shape(captured, "It is called " + name + " in the stream.");
    }

    /** How the columns in the stream differ from the ones so far. */
    static CulvertException shape(TableSchema known, StreamShape seen) {
        for (StreamShape.Column column : seen.columns()) {
            int index = known.indexOf(column.name());
            if (index >= 0) {
                Column then = known.columns().get(index);
                if (then.type().oid() != column.typeOid() || then.type().typmod() != column.typmod()) {
                    return retyped(known, then, column.typeOid(), column.typmod());
                }
            }
        }
        return columns(
                known, seen.columns().stream().map(StreamShape.Column::name).toList());
    }

    private static CulvertException columns(TableSchema captured, List<String> names) {
        List<String> expected = captured.columns().stream().map(Column::name).toList();
        List<String> missing = new ArrayList<>(expected);
        missing.removeAll(names);
        List<String> added = new ArrayList<>(names);
        added.removeAll(expected);
        if (missing.isEmpty() && added.isEmpty()) {
            return shape(captured, "Its columns stand in another order: " + String.join(", ", names) + ".");
        }
        return shape(
                captured,
                (missing.isEmpty() ? "" : "Not in the stream: " + String.join(", ", missing) + ". ")
                        + (added.isEmpty() ? "" : "New in the stream: " + String.join(", ", added) + ".").strip());
    }

    private static CulvertException retyped(TableSchema captured, Column column, int oid, int typmod) {
        return shape(
                captured,
                "Column \"" + column.name() + "\" was of type " + column.type().name() + " (oid "
                        + Integer.toUnsignedString(column.type().oid()) + ", typmod "
                        + column.type().typmod() + "), the stream has oid " + Integer.toUnsignedString(oid)
                        + ", typmod " + typmod + ".");
    }

    static CulvertException identity(TableSchema captured, ReplicaIdentity identity) {
        return key(captured, "Its replica identity was " + captured.identity() + ", the stream has " + identity + ".");
    }

    static CulvertException partition(TableSchema captured) {
        return error(
                ErrorCode.KEY_CHANGED,
                captured,
                "Its replica identity is FULL, and an update came without the old row: a partition has another identity.",
                "ALTER TABLE <partition> REPLICA IDENTITY FULL; and then " + RunCommandText.anew(captured.id())
                        + " copies the table anew.");
    }

    static CulvertException key(TableSchema captured, List<Boolean> inKey) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < inKey.size(); i++) {
            if (inKey.get(i)) {
                found.add(captured.columns().get(i).name());
            }
        }
        List<String> expected = captured.key().stream()
                .map(i -> captured.columns().get(i).name())
                .toList();
        return key(
                captured,
                "Its key was (" + String.join(", ", expected) + "), the stream has (" + String.join(", ", found)
                        + ").");
    }

    private static CulvertException shape(TableSchema captured, String fact) {
        return error(
                ErrorCode.SHAPE_CHANGED,
                captured,
                fact,
                RunCommandText.anew(captured.id()) + " copies the table anew in its present shape.");
    }

    private static CulvertException key(TableSchema captured, String fact) {
        return error(ErrorCode.KEY_CHANGED, captured, fact, RunCommandText.anewWithOtherKey(captured.id()));
    }

    private static CulvertException error(ErrorCode code, TableSchema captured, String fact, String remedy) {
        return new CulvertException(code, "table " + captured.id(), fact.strip(), Changed.POSITION_KEPT, remedy);
    }
}
